import type { Bar } from './speed.ts'

/** Colors of a chart. */
export interface Theme {
  readonly text: string
  readonly quiet: string
  readonly bar: string
  readonly range: string
  readonly peer: string
}

/** For each color scheme. The texts have a contrast of at least 4.5 to the pages of the site and of GitHub. */
export const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: { text: '#17202a', quiet: '#55606e', bar: '#0e7c86', range: '#06474d', peer: '#8a94a3' },
  dark: { text: '#eef2f6', quiet: '#a9b4c2', bar: '#35b8c4', range: '#b4eef3', peer: '#7c8796' },
}

const WIDTH = 520
const ROW = 46
const TOP = 34
const LEFT = 4
/** Room for the number after the longest bar. */
const RIGHT = 58

/**
 * Draws bars from the left, each below its label. It is narrow, so that its texts are legible on a phone.
 * @param title - names the peer and the unit
 */
export function drawBars(bars: readonly Bar[], title: string, theme: Theme): string {
  const height = TOP + bars.length * ROW + 22
  const scale = (WIDTH - LEFT - RIGHT) / Math.max(...bars.map(({ highest }) => highest))
  const one = LEFT + scale
  const description = bars.map(({ label, median }) => `${label}: ${times(median)}.`).join(' ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" role="img" aria-labelledby="t d">
  <title id="t">${escape(title)}</title>
  <desc id="d">${escape(description)}</desc>
  <text x="${LEFT}" y="15" font-size="14" fill="${theme.quiet}">${escape(title)}</text>
${bars.map((bar, row) => drawBar(bar, TOP + row * ROW, scale, theme)).join('\n')}
  <line x1="${round(one)}" x2="${round(one)}" y1="${TOP + 18}" y2="${height - 20}" stroke="${theme.peer}" stroke-width="1.5" stroke-dasharray="3 3"/>
  <text x="${round(one)}" y="${height - 5}" font-size="13" fill="${theme.quiet}" text-anchor="middle">1×</text>
</svg>
`
}

function drawBar({ label, lowest, median, highest }: Bar, top: number, scale: number, theme: Theme): string {
  const [from, to, end] = [lowest, highest, median].map((value) => round(LEFT + value * scale))
  const middle = top + 28
  return `  <text x="${LEFT}" y="${top + 13}" font-size="15" fill="${theme.text}">${escape(label)}</text>
  <rect x="${LEFT}" y="${top + 20}" width="${round(median * scale)}" height="16" rx="3" fill="${theme.bar}"/>
  <path d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8" stroke="${theme.range}" stroke-width="1.5" fill="none"/>
  <text x="${Math.max(to!, end!) + 8}" y="${top + 34}" font-size="16" font-weight="600" fill="${theme.text}">${times(median)}</text>`
}

function times(ratio: number): string {
  return `${ratio.toFixed(1)}×`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
