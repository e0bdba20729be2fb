import type { FluxColumn } from './flux-column.ts'
import { assignCells, copiers } from './record-object-unrolled.ts'

/** The labels of a table's columns, and how an object is made from them. */
export interface RecordShape {
  readonly labels: readonly string[]
  /**
   * An object with all the labels, and the values that are not assigned. It is quick to copy, and the copies stay quick
   * to read, however many labels there are.
   */
  readonly template: Readonly<Record<string, unknown>>
  /** The columns whose values the template does not have; `undefined` if cells cannot be assigned by label. */
  readonly assigned: readonly number[] | undefined
  /** How many of the assigned columns differ from row to row; they come first. */
  readonly varying: number
}

const shapesOfColumns = new WeakMap<readonly FluxColumn[], RecordShape>()

/** Returns the shape of records with these columns. */
export function shapeOfColumns(columns: readonly FluxColumn[]): RecordShape {
  const known = shapesOfColumns.get(columns)
  if (known) return known
  const shape = recordShape(columns, [])
  shapesOfColumns.set(columns, shape)
  return shape
}

/** The last shape, and the columns that it was made for. */
let latest: { readonly shape: RecordShape; readonly varying: readonly number[] } | undefined

/**
 * Returns the shape of records with these columns, some of which differ from row to row.
 *
 * Most headers are like the one before, of the same response or of the same query: to make its shape again takes
 * responses of one row, and tables of one row, 1.4 times as long (Node 24.21, November 2026).
 */
export function recordShape(columns: readonly FluxColumn[], varying: readonly number[]): RecordShape {
  const isLatest =
    latest !== undefined &&
    latest.shape.labels.length === columns.length &&
    latest.varying.length === varying.length &&
    columns.every(({ label }, index) => label === latest!.shape.labels[index]) &&
    varying.every((column, index) => column === latest!.varying[index])
  if (!isLatest) latest = { shape: newShape(columns, varying), varying }
  return latest!.shape
}

function newShape(columns: readonly FluxColumn[], varying: readonly number[]): RecordShape {
  const labels: string[] = []
  // If columns share a label, the last one counts.
  const last = new Map<string, number>()
  for (const { label } of columns) {
    last.set(label, labels.length)
    labels.push(internalized(label))
  }
  // An assignment to `__proto__` would set the prototype.
  if (last.has('__proto__')) return { labels, template: {}, assigned: undefined, varying: 0 }
  // Varying columns come first, so that a place has the same label whether the others are assigned or not.
  const assigned: number[] = []
  let varyingCount = 0
  for (const index of new Set([...varying, ...labels.keys()])) {
    if (last.get(labels[index]!) === index) assigned.push(index)
    if (index === varying.at(-1)) varyingCount = assigned.length
  }
  return { labels, template: templateOf(labels), assigned, varying: varyingCount }
}

/** Tables whose templates are kept. */
const MAX_TEMPLATES = 64
const templates = new Map<string, Readonly<Record<string, null>>>()

/** Returns an object with these labels. Keeps the most recently used, and with them the engine's code for their records. */
function templateOf(labels: readonly string[]): Readonly<Record<string, null>> {
  const key = JSON.stringify(labels)
  const known = templates.get(key)
  // Parsed instead of assembled: an object with many keys that are added one by one becomes a hash table.
  const template = known ?? (JSON.parse(`{${labels.map((label) => `${JSON.stringify(label)}:null`).join()}}`) as never)
  templates.delete(key)
  templates.set(key, template)
  for (const oldest of templates.keys()) {
    if (templates.size <= MAX_TEMPLATES) break
    templates.delete(oldest)
  }
  return template
}

/** Returns the shape of records that differ from a row in the varying columns only. */
export function shapeLikeRow(shape: RecordShape, row: readonly unknown[]): RecordShape {
  const { labels, assigned, varying } = shape
  if (assigned === undefined) return shape
  return { labels, template: recordObject(shape, row), assigned: assigned.slice(0, varying), varying }
}

/**
 * Returns the text as the engine keeps it for keys. Text that was cut out of bytes is looked up at each store: records of
 * 20 to 60 columns are read 1.1 to 1.3 times as fast (Node 24.21, November 2026).
 */
function internalized(label: string): string {
  return Object.keys({ [label]: 0 })[0] ?? label
}

/** Returns an object with the values of a row by label. */
export function recordObject<Value>(shape: RecordShape, row: readonly Value[]): Record<string, Value> {
  const { labels, template, assigned } = shape
  if (assigned !== undefined) {
    const copy = copiers[labels.length % copiers.length]!
    return assignCells(copy(template) as Record<string, Value>, labels, row, assigned)
  }
  const object: Record<string, Value> = {}
  for (const [index, value] of row.entries()) {
    Object.defineProperty(object, labels[index]!, { value, enumerable: true, writable: true, configurable: true })
  }
  return object
}
