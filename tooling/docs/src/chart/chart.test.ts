import { describe, expect, it } from 'vitest'
import { drawBars, themes } from './draw.ts'
import { speedBars } from './speed.ts'

const groups = [
  'Point → bytes',
  'schema record → bytes',
  'CSV → records',
  'CSV → columns',
  'CSV → Arrow',
  'query → Arrow, end to end',
]

function resultsOf(...medians: number[]) {
  return {
    about: {},
    results: groups.flatMap((group) =>
      medians.map((median) => ({ group, ratios: { 'influxdb-client-js': { median }, another: { median: 99 } } })),
    ),
  }
}

describe('the chart of speed', () => {
  it('shows the median and the range of the workloads, against one peer', () => {
    expect(speedBars(resultsOf(6, 2, 4))[0]).toMatchObject({ lowest: 2, median: 4, highest: 6 })
    expect(speedBars(resultsOf(6, 2))[0]).toMatchObject({ lowest: 2, median: 4, highest: 6 })
  })

  it('rejects results without a group that it shows', () => {
    const { about, results } = resultsOf(5)
    expect(() => speedBars({ about, results: results.slice(1) })).toThrow('no group "Point → bytes"')
  })

  it('draws bars in proportion, and says in words what they show', () => {
    const bars = [
      { label: 'a & b', lowest: 1, median: 2, highest: 3 },
      { label: 'c', lowest: 1, median: 1, highest: 1 },
    ]
    const drawn = drawBars(bars, 'Times as fast', themes.light)
    const [first, second] = [...drawn.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))
    expect(first! / second!).toBeCloseTo(2, 2)
    expect(drawn).toContain('<desc id="d">a &amp; b: 2.0×. c: 1.0×.</desc>')
  })
})
