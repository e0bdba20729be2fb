import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { niceTicks, svgChart, terminalChart } from './chart.ts'
import { grouped, progressText, showProgress } from './progress.ts'
import { tableText, timeOfDay } from './table.ts'

const samples = [3, 8, 12, 7].map((value, hour) => ({ time: new Date(Date.UTC(2001, 0, 1, hour)), value }))
const text = { title: 'Title', yLabel: 'minutes', xLabel: 'time' }

describe('the progress', () => {
  const stats = { written: 50_000 }
  const progress = { stats, total: 200_000, retries: 2, elapsedMs: 500 }

  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
  afterEach(() => void vi.useRealTimers())

  it('shows the count, the rate and the retries', () => {
    expect(progressText(progress)).toBe('[######                  ]  50 000 of 200 000 points  100 000/s  retries 2')
  })

  it('is finite at the start and full at the end', () => {
    expect(progressText({ ...progress, stats: { written: 0 }, elapsedMs: 0 })).toContain('  0/s')
    expect(progressText({ ...progress, stats: { written: 200_000 } })).toContain('[########################]')
  })

  it('fits into 80 columns with a million points a second', () => {
    const fast = { ...progress, stats: { written: 999_999 }, total: 999_999, elapsedMs: 1000 }
    expect(progressText(fast).length).toBeLessThan(80)
  })

  it('rewrites one line on a terminal, cut to its width', () => {
    const { stream: tty, output } = recorded({ isTTY: true, columns: 40 })
    const bar = showProgress(() => progress, tty)
    vi.advanceTimersByTime(250)
    bar.stop()
    vi.advanceTimersByTime(1000)
    const line = `\r\u001B[K${progressText(progress).slice(0, 39)}`
    expect(output()).toBe(`${line.repeat(3)}\n`)
  })

  it('prints one line per second elsewhere, without control characters', () => {
    const { stream: log, output } = recorded({})
    const bar = showProgress(() => progress, log)
    vi.advanceTimersByTime(2500)
    bar.stop()
    expect(output()).toBe(`${progressText(progress)}\n`.repeat(3))
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

describe('a table', () => {
  it('aligns numbers and their headings to the right', () => {
    expect(
      tableText(
        ['minute', 'n'],
        [
          ['07:00', '1 234'],
          ['06:30', '9'],
        ],
      ),
    ).toBe(['  minute       n', '  ------   -----', '  07:00    1 234', '  06:30        9'].join('\n'))
  })

  it('shows times of the day as hours and minutes', () => {
    expect(timeOfDay(new Date('2001-01-01T08:30:59.999Z'))).toBe('08:30')
  })
})

describe('a chart', () => {
  it.each([
    [3, 12, [2, 4, 6, 8, 10, 12]],
    [-0.3, 0.25, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]],
    [-1.6, 41.1, [-10, 0, 10, 20, 30, 40, 50]],
    [0, 0, [0, 0.2]],
  ])('has round ticks that enclose %d to %d', (low, high, ticks) => {
    expect(niceTicks(low, high)).toEqual(ticks)
  })

  it('is drawn in the terminal with labels', () => {
    expect(`\n${terminalChart(samples, text, 40)}\n`).toBe(`
  Title
  minutes
  12 ┤                     ╭──╮
     │                  ╭──╯  ╰─╮
  10 ┤                ╭─╯       ╰─╮
     │             ╭──╯           ╰─╮
   8 ┤          ╭──╯                ╰─╮
     │        ╭─╯                     ╰─
   6 ┤      ╭─╯
     │    ╭─╯
   4 ┤  ╭─╯
     │──╯
   2 ┤
     │
   0 ┤
      00:00      01:00      02:00
      time
`)
  })

  it('is flat if all values are zero', () => {
    const lines = terminalChart([{ time: new Date(0), value: 0 }], text, 40).split('\n')
    expect(lines.at(-3)).toBe(`    0 ┤${'─'.repeat(33)}`)
  })

  const day = Array.from({ length: 36 }, (_, half) => ({ time: new Date(half * 1_800_000), value: half - 10 }))
  const long = { title: 'A title that is longer than the narrowest terminal', yLabel: 'minutes', xLabel: 'time' }

  it.each([40, 41, 57, 80, 100, 133, 200])('fills %d columns, and no more', (columns) => {
    const lines = terminalChart(day, long, columns).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBe(columns)
    expect(lines.at(-2)).toContain('00:00')
    expect(lines.at(-2)!.trim().split(/ {2,}/).length).toBeGreaterThan(2)
  })

  it.each([
    [undefined, 80],
    [10, 40],
    [500, 200],
  ])('of a terminal with %s columns has %d', (columns, expected) => {
    const lines = terminalChart(day, text, columns).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBe(expected)
  })

  it('is an SVG document with a point for each sample', () => {
    const svg = svgChart(samples, text)
    expect(svg).toMatch(/^<svg xmlns=.*<\/svg>\n$/s)
    expect(svg.match(/<polyline points="([^"]+)"/)?.[1]?.split(' ')).toHaveLength(samples.length)
    expect(svg).not.toMatch(/NaN|undefined/)
  })

  it('escapes its texts in SVG', () => {
    const svg = svgChart(samples, { title: 'a < b & c', yLabel: '<y>', xLabel: '&x' })
    expect(svg).toContain('>a &lt; b &amp; c</text>')
    expect(svg).toContain('>&lt;y></text>')
    expect(svg).toContain('>&amp;x</text>')
  })
})

/** Creates a stream that records its output. */
function recorded(properties: object): { stream: NodeJS.WriteStream; output: () => string } {
  const through = new PassThrough({ encoding: 'utf8' })
  let output = ''
  through.on('data', (chunk: string) => (output += chunk))
  return { stream: Object.assign(through, properties) as unknown as NodeJS.WriteStream, output: () => output }
}
