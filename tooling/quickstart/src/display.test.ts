import { describe, expect, it } from 'vitest'
import { niceTicks, svgChart, terminalChart } from './chart.ts'
import { grouped, progressText } from './progress.ts'
import { tableText } from './table.ts'

const samples = [3, 8, 12, 7].map((value, hour) => ({ time: new Date(Date.UTC(2001, 0, 1, hour)), value }))
const text = { title: 'Title', yLabel: 'minutes', xLabel: 'time' }

describe('the progress', () => {
  const nothing = { lines: 0, bytes: 0 }
  const stats = {
    buffered: nothing,
    inFlight: nothing,
    retrying: nothing,
    written: 50_000,
    failed: 0,
    dropped: 0,
    unknown: 0,
  }

  it('says how far it is, how fast, and what was tried again', () => {
    expect(progressText({ stats, total: 200_000, retries: 2, elapsedMs: 500 })).toBe(
      '[########                      ]  50 000 of 200 000 points  100 000/s  retries 2',
    )
  })

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1 000'],
    [1_234_567, '1 234 567'],
  ])('groups %d as %s', (count, expected) => {
    expect(grouped(count)).toBe(expected)
  })
})

it('lays a table out with numbers to the right', () => {
  expect(
    tableText(
      ['minute', 'flights'],
      [
        ['07:00', '1 234'],
        ['06:30', '9'],
      ],
    ),
  ).toBe(['  minute   flights', '  ------   -------', '  07:00      1 234', '  06:30          9'].join('\n'))
})

describe('a chart', () => {
  it('has round ticks that enclose its values', () => {
    expect(niceTicks(3, 12)).toEqual([2, 4, 6, 8, 10, 12])
    expect(niceTicks(-0.3, 0.25)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])
    expect(niceTicks(0, 0)).toHaveLength(1)
  })

  it('is drawn in the terminal with its labels', () => {
    const lines = terminalChart(samples, text).split('\n')
    expect(lines.slice(0, 2)).toEqual(['  Title', '  minutes'])
    expect(lines.some((line) => line.includes('12 ┤') && line.includes('╭─'))).toBe(true)
    expect(lines.at(-2)).toContain('00:00')
  })

  it('is an SVG document with a point for each sample', () => {
    const svg = svgChart(samples, text)
    expect(svg).toMatch(/^<svg xmlns=.*<\/svg>\n$/s)
    expect(svg.match(/<polyline points="([^"]+)"/)?.[1]?.split(' ')).toHaveLength(samples.length)
    expect(svg).not.toContain('NaN')
  })
})
