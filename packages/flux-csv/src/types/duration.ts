import { FluxDuration } from '../values/duration.ts'
import type { CellSink, DataType } from './define-type.ts'
import { defineType } from './define-type.ts'
import { setStringCell } from './string.ts'

/** A Flux duration. In a column it stays text, because Arrow has no type for durations with months. */
export const duration: DataType = defineType({
  names: ['duration'],
  code: 6,
  storage: 'utf8',
  // A record's duration is an object, which only JavaScript makes.
  wasm: { column: 'TEXT', record: undefined },
})

/** Reads a cell as a record's value; `undefined` if it is not a duration. */
export function readDurationCell(
  _bytes: Uint8Array,
  _start: number,
  _end: number,
  text: () => string,
): FluxDuration | undefined {
  try {
    return new FluxDuration(text())
  } catch {
    return undefined
  }
}

/** Sets a cell of a column. */
export function setDurationCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  return setStringCell(sink, row, bytes, start, end)
}
