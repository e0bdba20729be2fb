import type { Sample } from './queries.ts'
import { timeOfDay } from './table.ts'

/** Title and axis labels of a chart. */
export interface ChartText {
  readonly title: string
  /** Name and unit of the values. */
  readonly yLabel: string
  readonly xLabel: string
}

const ROWS = 10
/** Fewest and most columns of a chart for the terminal. */
const NARROWEST = 40
const WIDEST = 200
/** Columns from the start of a time on the axis to the start of the next one, at least. */
const TIME_COLUMNS = 8

/** Draws a line chart for a terminal of `columns`, as wide as it is: from 40 to 200 columns. */
export function terminalChart(
  samples: readonly Sample[],
  { title, yLabel, xLabel }: ChartText,
  columns: number = 80,
): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns))
  const values = samples.map(({ value }) => value)
  const ticks = niceTicks(Math.min(0, ...values), Math.max(0, ...values))
  const [low, high] = [ticks[0]!, ticks.at(-1)!]
  // The same number of rows between all ticks.
  const height = (ticks.length - 1) * Math.max(1, Math.round(ROWS / (ticks.length - 1)))
  const labels = new Map(ticks.map((tick, at) => [(at * height) / (ticks.length - 1), String(tick)]))
  const labelWidth = Math.max(...ticks.map((tick) => String(tick).length))
  const margin = ' '.repeat(labelWidth + 4)
  const plotted = resample(values, width - margin.length)
  const rowOf = (value: number): number => Math.round(((value - low) / (high - low)) * height)
  const rows = Array.from({ length: height + 1 }, (_, fromTop) => {
    const row = height - fromTop
    const cells = plotted.map((value, at) => strokeAt(row, rowOf(plotted[at - 1] ?? value), rowOf(value)))
    return `  ${(labels.get(row) ?? '').padStart(labelWidth)} ${labels.has(row) ? '┤' : '│'}${cells.join('')}`.trimEnd()
  })
  const texts = [title, yLabel].flatMap((text) => wrapped(text, width - 2)).map((line) => `  ${line}`)
  const axis = [timeAxis(samples, plotted.length), ...wrapped(xLabel, plotted.length)]
  return [...texts, ...rows, ...axis.map((line) => margin + line)].join('\n')
}

/** Values at evenly spaced places on the line through all values. */
function resample(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, column) => {
    const place = (column / (count - 1)) * (values.length - 1)
    const [before, after] = [values[Math.floor(place)]!, values[Math.ceil(place)]!]
    return before + (after - before) * (place - Math.floor(place))
  })
}

/** The times of samples below their columns, as many as fit. */
function timeAxis(samples: readonly Sample[], columns: number): string {
  const columnOf = (at: number): number => Math.round((at / Math.max(1, samples.length - 1)) * (columns - 1))
  const step = [1, 2, 4, 6, 12].find((size) => columnOf(size) >= TIME_COLUMNS) ?? samples.length
  let axis = ''
  for (let at = 0; at < samples.length; at += step) {
    const text = timeOfDay(samples[at]!.time)
    if (columnOf(at) + text.length <= columns) axis = axis.padEnd(columnOf(at)) + text
  }
  return axis
}

/** Breaks a text between words into lines of at most `width` characters. */
function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Returns the character in `row` of a line that goes from row `from` to row `to`. */
function strokeAt(row: number, from: number, to: number): string {
  if (from === to) return row === to ? '─' : ' '
  if (row === to) return to > from ? '╭' : '╰'
  if (row === from) return to > from ? '╯' : '╮'
  return row > Math.min(from, to) && row < Math.max(from, to) ? '│' : ' '
}

const WIDTH = 860
const HEIGHT = 400
const LEFT = 70
const RIGHT = 30
const TOP = 60
const BOTTOM = 60

/** Draws the same line chart as an SVG document. */
export function svgChart(samples: readonly Sample[], { title, yLabel, xLabel }: ChartText): string {
  const times = samples.map(({ time }) => time.getTime())
  const values = samples.map(({ value }) => value)
  const ticks = niceTicks(Math.min(0, ...values), Math.max(0, ...values))
  const [low, high] = [ticks[0]!, ticks.at(-1)!]
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const x = (time: number): number => LEFT + ((time - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM)
  const at = (sample: Sample): string => `${round(x(sample.time.getTime()))},${round(y(sample.value))}`
  const line = samples.map(at).join(' ')
  const zero = round(y(0))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#3c4257" role="img">
<title>${escapeText(title)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="30" font-size="17" font-weight="600" fill="#1a1f36">${escapeText(title)}</text>
<text x="${LEFT}" y="48" fill="#697386">${escapeText(yLabel)}</text>
${ticks.map((tick) => `<path d="M${LEFT} ${round(y(tick))}H${WIDTH - RIGHT}" stroke="${tick === 0 ? '#697386' : '#e3e8ee'}"/><text x="${LEFT - 10}" y="${round(y(tick)) + 4}" text-anchor="end">${tick}</text>`).join('\n')}
${samples
  .filter((_, index) => index % 4 === 0)
  .map(
    ({ time }) =>
      `<text x="${round(x(time.getTime()))}" y="${HEIGHT - BOTTOM + 22}" text-anchor="middle">${timeOfDay(time)}</text>`,
  )
  .join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle" fill="#697386">${escapeText(xLabel)}</text>
<polygon points="${round(x(first))},${zero} ${line} ${round(x(last))},${zero}" fill="#5469d4" fill-opacity="0.12"/>
<polyline points="${line}" fill="none" stroke="#5469d4" stroke-width="2.5" stroke-linejoin="round"/>
</svg>
`
}

/** Returns four to eight round numbers that enclose a range. */
export function niceTicks(low: number, high: number): number[] {
  const span = high - low || 1
  const power = 10 ** Math.floor(Math.log10(span / 4))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= 7)!
  const first = Math.floor(low / step)
  const count = Math.max(1, Math.ceil(high / step) - first)
  return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
