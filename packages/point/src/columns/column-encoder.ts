import { ByteSink } from '../encode/byte-sink.ts'
import { BIGINT, BOOLEAN, ColumnCells, FLOAT, NUMBER, REPEATED } from './column-cells.ts'
import { LineProtocolError, show } from '../errors.ts'
import { escapeBy, FIELD_KEY, quote, TAG_KEY, TAG_VALUE } from '../encode/escape.ts'
import { refuseNonFinite } from '../field-types.ts'
import { createLayout } from '../shape/line-template.ts'
import type { Layout } from '../shape/line-template.ts'
import type { LineColumns, LineRows } from './line-column.ts'
import type { LineOptions } from '../point.ts'
import { digitsOf, inRange } from '../time/precision.ts'
import type { Precision } from '../time/precision.ts'
import { timeText, toInstant } from '../time/time-input.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from '../encode/write-number.ts'
import { precompile, writePrecompiled, writeQuoted, writeTagValue } from '../encode/write-text.ts'
import type { Precompiled } from '../encode/write-text.ts'

const FIRST_BYTES = 64 * 1024
const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const ZERO = 48
const EQUALS = 61
const BACKSLASH = 92
const INT = 105
const UINT = 117
const LAST_ASCII = 127

/**
 * Writes rows that lie in columns as lines, without making points of them: the same bytes as a point per row.
 *
 * A null, a NaN and an empty tag are left out, a row without fields is no line, and a row without a time is an error.
 */
export class LineColumnEncoder {
  readonly #columns: LineColumns
  readonly #options: LineOptions
  readonly #precision: Precision
  readonly #sink = new ByteSink(FIRST_BYTES)
  readonly #layouts = new Map<string, Layout>()
  readonly #measurements = new ColumnCells()
  readonly #cells: readonly ColumnCells[]
  #times: LineRows['times'] = { values: new BigInt64Array(0), unit: 'ns' }
  readonly #hasTime = new ColumnCells()
  readonly #tagPlaces: number[]
  /** Rows before those at hand. */
  #rowsBefore = 0

  constructor(columns: LineColumns, options: LineOptions = {}) {
    this.#columns = columns
    this.#options = options
    this.#precision = options.precision ?? 'ns'
    if (!Object.hasOwn(digitsOf, this.#precision)) {
      throw new LineProtocolError(`Precision ${show(this.#precision)} is not one of 'ns', 'us', 'ms' and 's'.`)
    }
    this.#tagPlaces = columns.tags.map(() => -1)
    this.#cells = [...columns.tags, ...columns.fields].map(() => new ColumnCells())
  }

  /**
   * Writes rows as lines, and hands them over in chunks of whole lines, of about so many bytes.
   *
   * @throws LineProtocolError on what line protocol cannot say, and where a row has no time or no measurement
   */
  *encode(rows: LineRows, chunkBytes: number): Generator<Uint8Array> {
    this.#bind(rows)
    for (let row = 0; row < rows.length; row++) {
      this.#append(row)
      if (this.#sink.end >= chunkBytes) yield this.#sink.takeBytes()
    }
    this.#rowsBefore += rows.length
  }

  /** Hands over what is left. */
  takeBytes(): Uint8Array {
    return this.#sink.takeBytes()
  }

  #bind({ measurements, tags, fields, times }: LineRows): void {
    if (measurements) this.#measurements.bind(measurements)
    // What is known of tag sets goes by the places in these dictionaries.
    if (tags.some((column, at) => column.kind === 'repeated text' && column.texts !== this.#cells[at]!.texts))
      this.#layouts.clear()
    for (const [at, column] of [...tags, ...fields].entries()) this.#cells[at]!.bind(column)
    this.#times = times
    this.#hasTime.bind({ ...times, kind: 'int' })
  }

  #append(row: number): void {
    const layout = this.#layoutOf(row)
    const sink = this.#sink
    sink.reserve(sink.end, layout.maxFixedBytes)
    const tagsEnd = this.#writeTags(layout, row)
    const fieldsEnd = this.#writeFields(layout, row, tagsEnd)
    if (fieldsEnd === tagsEnd) return
    // The first field's comma.
    sink.bytes[tagsEnd] = SPACE
    const end = this.#writeTime(layout, row, fieldsEnd)
    sink.bytes[end] = NEWLINE
    // Only here do the lines grow: whatever failed before left them as they were.
    sink.end = end + 1
  }

  #layoutOf(row: number): Layout {
    const { measurement = this.#measurements.textAt(row), tags, fields } = this.#columns
    if (measurement === null)
      throw new LineProtocolError(`Row ${this.#place(row)} has no measurement; fill it, or leave the row out.`)
    let layout = this.#layouts.get(measurement)
    if (layout === undefined) {
      const members = [
        ...tags.map((key) => ({ key, type: 'tag' as const })),
        ...fields.map(([key, type]) => ({ key, type })),
      ]
      layout = createLayout({ measurement, members }, this.#options)
      this.#layouts.set(measurement, layout)
    }
    return layout
  }

  #writeTags(layout: Layout, row: number): number {
    const sink = this.#sink
    const isKnowable = this.#placeTags(row)
    const known = isKnowable ? layout.tagSets.find(this.#tagPlaces) : undefined
    if (known !== undefined) {
      sink.reserve(sink.end, known.length + layout.maxFixedBytes)
      sink.bytes.set(known, sink.end)
      return sink.end + known.length
    }
    let at = writePrecompiled(sink.view, sink.end, layout.head)
    for (const { at: place, key, prefix, fallback } of layout.tags) {
      const before = at
      if (place !== -1) at = this.#writeTag(layout, this.#cells[place]!, row, at, key, prefix)
      if (at === before && fallback !== undefined) at = writePrecompiled(sink.view, at, fallback)
    }
    if (isKnowable) layout.tagSets.remember(this.#tagPlaces, sink.bytes, sink.end, at)
    return at
  }

  /** Notes where the row's tags are in their dictionaries; false where one of them has none. */
  #placeTags(row: number): boolean {
    const cells = this.#cells
    for (let tag = 0; tag < this.#tagPlaces.length; tag++) {
      if (cells[tag]!.code !== REPEATED) return false
      this.#tagPlaces[tag] = cells[tag]!.isValid(row) ? cells[tag]!.indices[row]! : -1
    }
    return true
  }

  /** Returns where it began for a tag without a value. */
  #writeTag(layout: Layout, cells: ColumnCells, row: number, at: number, key: string, prefix: Precompiled): number {
    if (!cells.isValid(row)) return at
    const sink = this.#sink
    const { measurement, maxFixedBytes } = layout
    if (cells.code === REPEATED) {
      const place = cells.indices[row]!
      const encoded = (cells.encoded[place] ??= this.#encodeTag(cells.texts.get(place) ?? '', key, measurement))
      sink.reserve(at, encoded.length + maxFixedBytes)
      return writePrecompiled(sink.view, at, encoded)
    }
    const { bytes, offsets } = cells
    const start = offsets[row]!
    const end = offsets[row + 1]!
    if (start === end) return at
    sink.reserve(at, (end - start) * 3 + maxFixedBytes)
    at = writePrecompiled(sink.view, at, prefix)
    const plainEnd = writeTagBytes(sink.bytes, at, bytes, start, end)
    if (plainEnd !== -1) return plainEnd
    return writeTagValue(sink.bytes, at, cells.textAt(row)!, this.#options, key, measurement)
  }

  #encodeTag(value: string, key: string, measurement: string): Precompiled {
    if (value === '') return precompile('')
    const name = escapeBy(TAG_KEY, key, this.#options, ['Tag', measurement, key])
    return precompile(`,${name}=${escapeBy(TAG_VALUE, value, this.#options, ['Tag', measurement, key])}`)
  }

  /** Writes the fields, each with a comma before it. */
  #writeFields(layout: Layout, row: number, start: number): number {
    const sink = this.#sink
    let at = start
    for (const { at: place, key, type, prefix } of layout.fields) {
      const cells = this.#cells[place]!
      if (!cells.isValid(row)) continue
      if (cells.code === FLOAT) {
        const value = cells.numbers[row]!
        if (Number.isFinite(value)) at = writeFloat(sink.view, writePrecompiled(sink.view, at, prefix), value)
        else if (!Number.isNaN(value) && this.#options.nonFinite !== 'omit')
          refuseNonFinite(value, ['Field', layout.measurement, key])
      } else if (cells.code === NUMBER || cells.code === BIGINT) {
        at = writePrecompiled(sink.view, at, prefix)
        if (cells.code === NUMBER) at = writeInteger(sink.view, at, cells.numbers[row]!)
        else at = writeBigint(sink.view, at, cells.bigints[row]!)
        sink.bytes[at++] = type === 'int' ? INT : UINT
      } else if (cells.code === BOOLEAN) {
        at = writeAscii(sink.view, writePrecompiled(sink.view, at, prefix), cells.isTrue(row) ? 'true' : 'false')
      } else at = this.#writeString(layout, cells, row, at, key, prefix)
    }
    return at
  }

  #writeString(layout: Layout, cells: ColumnCells, row: number, at: number, key: string, prefix: Precompiled): number {
    const sink = this.#sink
    const { measurement, maxFixedBytes } = layout
    if (cells.code === REPEATED) {
      const place = cells.indices[row]!
      const encoded = (cells.encoded[place] ??= this.#encodeString(cells.texts.get(place), key, measurement))
      sink.reserve(at, encoded.length + maxFixedBytes)
      return writePrecompiled(sink.view, at, encoded)
    }
    const { bytes, offsets } = cells
    const start = offsets[row]!
    const end = offsets[row + 1]!
    sink.reserve(at, (end - start) * 3 + maxFixedBytes)
    at = writePrecompiled(sink.view, at, prefix)
    const plainEnd = writeQuotedBytes(sink.bytes, at, bytes, start, end)
    if (plainEnd !== -1) return plainEnd
    return writeQuoted(sink.bytes, at, cells.textAt(row)!, key, measurement)
  }

  #encodeString(value: string | null, key: string, measurement: string): Precompiled {
    if (value === null) return precompile('')
    const name = escapeBy(FIELD_KEY, key, this.#options, ['Field', measurement, key])
    return precompile(`,${name}=${quote(value, ['Field', measurement, key])}`)
  }

  #writeTime(layout: Layout, row: number, at: number): number {
    const { view, bytes } = this.#sink
    const { values, unit } = this.#times
    if (!this.#hasTime.isValid(row)) {
      throw new LineProtocolError(
        `Row ${this.#place(row)} of measurement ${show(layout.measurement)} has no time; fill it, or leave the row out.`,
        { measurement: layout.measurement },
      )
    }
    bytes[at++] = SPACE
    const value = values[row]!
    const zeros = digitsOf[this.#precision] - digitsOf[unit]
    if (zeros < 0 || !inRange(value, unit) || value === 0n)
      return writeAscii(view, at, timeText(toInstant(value, unit), this.#precision))
    const end = writeBigint(view, at, value) + zeros
    for (let zero = end - zeros; zero < end; zero++) bytes[zero] = ZERO
    return end
  }

  /** A row as people count. */
  #place(row: number): number {
    return this.#rowsBefore + row + 1
  }
}

/** Writes a tag value of plain ASCII; -1 where it is another, for the plain way. */
function writeTagBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  for (let from = start; from < end; from++) {
    const byte = source[from]!
    if (byte < SPACE || byte === BACKSLASH || byte > LAST_ASCII) return -1
    if (byte === COMMA || byte === EQUALS || byte === SPACE) target[at++] = BACKSLASH
    target[at++] = byte
  }
  return at
}

/** Writes a string of ASCII in quotes; -1 where it is another, for the plain way. */
function writeQuotedBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  target[at++] = QUOTE
  for (let from = start; from < end; from++) {
    const byte = source[from]!
    if (byte > LAST_ASCII) return -1
    if (byte === QUOTE || byte === BACKSLASH) target[at++] = BACKSLASH
    target[at++] = byte
  }
  target[at] = QUOTE
  return at + 1
}
