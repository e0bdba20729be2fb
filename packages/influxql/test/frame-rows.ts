import type { Frame } from '../src/frames.ts'

/** The rows of a table, each with the texts and numbers that records have; times and unsafe integers are bigints. */
export function rowsOf(frame: Frame): unknown[][] {
  const columns = frame.schema.fields.map(({ name, type }) => {
    const vector = frame.getChild(name)!
    // `get` of Arrow returns milliseconds.
    if (!String(type).startsWith('Timestamp'))
      return Array.from({ length: frame.numRows }, (_, row) => safe(vector.get(row)))
    const values = vector.toArray() as BigInt64Array
    return Array.from({ length: frame.numRows }, (_, row) => (vector.isValid(row) ? values[row] : null))
  })
  return Array.from({ length: frame.numRows }, (_, row) => columns.map((column) => column[row]))
}

function safe(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}
