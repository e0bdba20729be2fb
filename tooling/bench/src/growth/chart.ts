import type { Growth, Work } from './protocol.ts'

const WIDTH = 390
const HEIGHT = 250
const LEFT = 60
const TOP = 34
const INNER_WIDTH = WIDTH - LEFT - 20
const INNER_HEIGHT = HEIGHT - TOP - 40

interface Panel {
  readonly title: string
  readonly works: readonly Work[]
  readonly value: (growth: Growth) => number
  /** Decades of the vertical axis, as powers of ten. */
  readonly decades: readonly [first: number, last: number]
  readonly unit: string
}

const panels: readonly Panel[] = [
  { title: 'Writing: CPU for a point', works: ['points'], value: nanoseconds, decades: [3, 5], unit: 'ns' },
  { title: 'Reading: CPU for a row', works: ['records', 'columns'], value: nanoseconds, decades: [2, 5], unit: 'ns' },
  { title: 'Writing: memory added', works: ['points'], value: memory, decades: [0, 3], unit: 'MiB' },
  { title: 'Reading: memory added', works: ['records', 'columns'], value: memory, decades: [0, 3], unit: 'MiB' },
]

/** Draws cost and memory over the size, on logarithmic axes: a flat line is a cost that does not grow. */
export function growthChart(growths: readonly Growth[]): string {
  const parts = panels.map((panel, at) => {
    const x = (at % 2) * WIDTH
    const y = Math.floor(at / 2) * HEIGHT
    return `  <g transform="translate(${x} ${y})">\n${panelParts(panel, growths)
      .map((part) => `    ${part}\n`)
      .join('')}  </g>\n`
  })
  const height = 2 * HEIGHT + 46
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-labelledby="t d">
  <title id="t">Cost of a point and of a row, from a thousand to ten million</title>
  <desc id="d">${description(growths)}</desc>
  <style>
    .page { fill: #ffffff }
    .text { fill: #1b2430 }
    .grid { stroke: #d5dbe4 }
    .line { fill: none; stroke-width: 2 }
    .many { stroke-dasharray: 5 4 }
    .fluxline { stroke: #1f5fbf }
    .columns { stroke: #2d7a46 }
    .peer { stroke: #b3530b }
    @media (prefers-color-scheme: dark) {
      .page { fill: #16191f }
      .text { fill: #e6e9ef }
      .grid { stroke: #39414e }
      .fluxline { stroke: #8fb0e8 }
      .columns { stroke: #7fce9a }
      .peer { stroke: #e8a968 }
    }
  </style>
  <rect width="${2 * WIDTH}" height="${height}" class="page"/>
${parts.join('')}${legend()}</svg>
`
}

function panelParts(panel: Panel, growths: readonly Growth[]): string[] {
  const [first, last] = panel.decades
  const xOf = (units: number): number => LEFT + ((Math.log10(units) - 3) / 4) * INNER_WIDTH
  const yOf = (value: number): number => {
    const share = (Math.log10(Math.max(value, 10 ** first)) - first) / (last - first)
    return TOP + (1 - Math.min(share, 1)) * INNER_HEIGHT
  }
  const across = range(first, last).map((decade) => {
    const y = round(yOf(10 ** decade))
    return `<path class="grid" d="M${LEFT} ${y}h${INNER_WIDTH}"/><text class="text" x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${short(10 ** decade)}</text>`
  })
  const along = range(3, 7).map((decade) => {
    const x = round(xOf(10 ** decade))
    return `<path class="grid" d="M${x} ${TOP}v${INNER_HEIGHT}"/><text class="text" x="${x}" y="${TOP + INNER_HEIGHT + 18}" text-anchor="middle">${short(10 ** decade)}</text>`
  })
  const lines = linesOf(growths)
    .filter(([growth]) => panel.works.includes(growth!.work))
    .map((line) => {
      const steps = line.map((growth) => `${round(xOf(growth.units))} ${round(yOf(panel.value(growth)))}`)
      return `<path class="line ${styleOf(line[0]!)}" d="M${steps.join('L')}"/>`
    })
  const title = `<text class="text" x="${LEFT}" y="20" font-weight="600">${panel.title} (${panel.unit})</text>`
  return [title, ...across, ...along, ...lines]
}

/** Groups the points of a line, which differ in their size only. */
function linesOf(growths: readonly Growth[]): Growth[][] {
  return [...Map.groupBy(growths, ({ work, who, series }) => JSON.stringify([work, who, series])).values()]
}

function styleOf({ who, work, series }: Growth): string {
  const colour = who === 'influxdb-client-js' ? 'peer' : work === 'columns' ? 'columns' : 'fluxline'
  return series > 1 ? `${colour} many` : colour
}

function legend(): string {
  const entries = [
    ['fluxline', 'fluxline'],
    ['columns', 'fluxline, columns'],
    ['peer', 'influxdb-client-js'],
    ['fluxline many', 'dashed: 10 000 series'],
  ] as const
  return entries
    .map(([style, text], at) => {
      const x = LEFT + at * 172
      const y = 2 * HEIGHT + 20
      return `  <path class="line ${style}" d="M${x} ${y}h26"/><text class="text" x="${x + 32}" y="${y + 4}">${text}</text>\n`
    })
    .join('')
}

/** Says in words what the lines show, for readers who cannot see them. */
function description(growths: readonly Growth[]): string {
  return growths
    .filter(({ units, who }) => units === (who === 'fluxline' ? 1e7 : 1e6))
    .map(
      ({ work, who, series, units, nanoseconds: cost, addedMiB }) =>
        `${who}, ${work}, ${short(units)} in ${short(series)} series: ${cost} ns each, ${addedMiB} MiB added.`,
    )
    .join(' ')
}

/** Formats the same figures as a table. */
export function growthTable(growths: readonly Growth[]): string {
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7]
  const cells = linesOf(growths).map((line) => {
    const { who, work, series } = line[0]!
    const costs = sizes.map((units) => {
      const found = line.find((growth) => growth.units === units)
      return found ? `${short(found.nanoseconds)} ns, ${found.addedMiB} MiB` : ''
    })
    return [`${work}, ${short(series)} series`, who].concat(costs)
  })
  const heading = ['', '', ...sizes.map(short)]
  return `${[heading, heading.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`
}

function nanoseconds(growth: Growth): number {
  return growth.nanoseconds
}

function memory(growth: Growth): number {
  return growth.addedMiB
}

/** Writes thousands and millions with a space between groups of three digits. */
function short(value: number): string {
  return value >= 1e6 ? `${value / 1e6} M` : String(value).replaceAll(/\B(?=(?:\d{3})+$)/gu, ' ')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
