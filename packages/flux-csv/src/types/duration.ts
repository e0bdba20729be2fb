import { isDuration } from '@fluxline/internal/duration-text'
import { FluxDuration } from '../values/duration.ts'
import type { CellSink, DataType } from './define-type.ts'
import { defineType } from './define-type.ts'
import { decodeText, setStringCell } from './string.ts'

/** A Flux duration. In a column it stays text, because Arrow has no type for durations with months. */
export const duration: DataType = defineType({
  names: ['duration'],
  code: 6,
  storage: 'utf8',
  // Only JavaScript knows its forms. InfluxDB sends no durations.
  wasm: false,
})

/** Reads a cell as a record's value; `undefined` if it is not a duration. */
export function readDurationCell(
  _bytes: Uint8Array,
  _start: number,
  _end: number,
  text: () => string,
): FluxDuration | undefined {
  const shown = toFluxDuration(text())
  return shown === undefined ? undefined : new FluxDuration(shown)
}

/** Sets a cell of a column; false if it is not a duration. */
export function setDurationCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  const text = decodeText(bytes, start, end)
  const shown = toFluxDuration(text)
  if (shown === undefined) return false
  if (shown === text) return setStringCell(sink, row, bytes, start, end)
  const converted = new TextEncoder().encode(shown)
  return setStringCell(sink, row, converted, 0, converted.length)
}

// Go writes durations with fractions, such as 2h5m10.25s.
const GO_PART = /(\d{1,20})(?:\.(\d{1,20}))?(h|ms|m|s|us|µs|μs|ns)/y
const UNITS: readonly (readonly [unit: string, nanoseconds: bigint])[] = [
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1000n],
  ['ns', 1n],
]
const nanosecondsOfUnit = new Map([...UNITS, ['µs', 1000n] as const, ['μs', 1000n] as const])

/**
 * Returns a duration as Flux writes it; `undefined` if the text is none. It may be as Flux or Go write it, or a number of
 * nanoseconds.
 *
 * @see InfluxDB documentation, "Annotated CSV", "Data types"
 */
function toFluxDuration(text: string): string | undefined {
  if (isDuration(text)) return text
  if (/^-?\d{1,20}$/.test(text)) return `${text}ns`
  const first = text.startsWith('-') ? 1 : 0
  let nanoseconds = 0n
  for (GO_PART.lastIndex = first; GO_PART.lastIndex < text.length;) {
    const [, whole, fraction = '', unit = ''] = GO_PART.exec(text) ?? []
    if (whole === undefined) return undefined
    const scaled = BigInt(whole + fraction) * nanosecondsOfUnit.get(unit)!
    const scale = 10n ** BigInt(fraction.length)
    if (scaled % scale !== 0n) return undefined
    nanoseconds += scaled / scale
  }
  if (first === text.length) return undefined
  let shown = ''
  for (const [unit, size] of UNITS) {
    if (nanoseconds >= size) shown += `${nanoseconds / size}${unit}`
    nanoseconds %= size
  }
  return shown === '' ? '0s' : text.slice(0, first) + shown
}
