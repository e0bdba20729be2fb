import type { Lines } from './lines.ts'
import { textOf } from './metrics.ts'
import type { Metric } from './metrics.ts'

/** A line in words and numbers. */
interface Row {
  readonly label: string
  readonly now: string
  readonly least: string
  readonly most: string
}

/** A chart as a table: each line with its latest, least and largest value. */
export function rowsOf({ labels, values }: Lines, { unit, title }: Metric): Row[] {
  return labels.flatMap((label, at) => {
    const numbers = values[at]!.filter((value) => value !== null)
    if (numbers.length === 0) return []
    const sorted = [...numbers].sort((a, b) => a - b)
    const [now, least, most] = [numbers.at(-1)!, sorted[0]!, sorted.at(-1)!].map((value) => textOf(value, unit))
    return [{ label: label || title, now: now!, least: least!, most: most! }]
  })
}

/** The same as a sentence, for those who do not see the chart. */
export function sentenceOf(rows: readonly Row[], { title }: Metric): string {
  const parts = rows.map(({ label, now, least, most }) => `${label} ${now}, from ${least} to ${most}`)
  return `${title}. ${parts.join('; ')}.`
}

/** Fills a table with rows. */
export function fillTable(table: HTMLTableElement, rows: readonly Row[]): void {
  const cells = rows.map(({ label, now, least, most }) => {
    const row = document.createElement('tr')
    const head = document.createElement('th')
    head.scope = 'row'
    head.textContent = label
    row.append(head, ...[now, least, most].map((text) => cell('td', text)))
    return row
  })
  const head = document.createElement('tr')
  head.append(...['', 'now', 'least', 'most'].map((text) => cell(text === '' ? 'td' : 'th', text)))
  table.replaceChildren(head, ...cells)
}

function cell(name: 'td' | 'th', text: string): HTMLTableCellElement {
  const element = document.createElement(name)
  if (name === 'th') element.scope = 'col'
  element.textContent = text
  return element
}
