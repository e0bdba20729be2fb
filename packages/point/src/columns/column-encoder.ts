import { assertNever } from '@fluxline/internal/assert-never'
import { OptionError } from '@fluxline/internal/errors'
import { isStorable, nanosecondsPer } from '@fluxline/internal/nanoseconds'
import { show } from '@fluxline/internal/show'
import { ByteSink } from '../encode/byte-sink.ts'
import { resolveLineOptions } from '../encode/encoder-options.ts'
import type { LineOptions, ResolvedLineOptions } from '../encode/encoder-options.ts'
import { escapeBy, FIELD_KEY, quote, TAG_KEY, TAG_VALUE } from '../encode/escape.ts'
import { createLineTemplate, precompileDefaultTags } from '../encode/line-template.ts'
import type { LineTemplate, TagPart } from '../encode/line-template.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from '../encode/write-number.ts'
import { precompile, writeMeasurement, writePrecompiled, writeQuoted, writeTagValue } from '../encode/write-text.ts'
import type { Precompiled } from '../encode/write-text.ts'
import { LineProtocolError } from '../errors.ts'
import { fieldTypes, refuseNonFinite } from '../field-types.ts'
import type { ShapeMember } from '../shape/shape.ts'
import { digitsOf } from '../time/precision.ts'
import { timeText, toTimeInUnit } from '../time/time-input.ts'
import { BIGINT, ColumnCells, notationOf, REPEATED } from './column-cells.ts'
import { writeQuotedBytes, writeTagBytes } from './write-bytes.ts'
import type { LineColumn, LineColumns, LineRows } from './line-column.ts'

const FIRST_BYTES = 64 * 1024
const NEWLINE = 10
const SPACE = 32
const ZERO = 48

/**
 * Writes rows that lie in columns as lines, without creating points: the same bytes as a point for each row.
 *
 * A null, a NaN and an empty tag are omitted. A row without fields is not written. A row without a time is an error.
 */
export class LineColumnEncoder {
  readonly #columns: LineColumns
  readonly #members: ShapeMember[]
  readonly #options: ResolvedLineOptions
  readonly #sink = new ByteSink(FIRST_BYTES)
  #template: LineTemplate | undefined
  readonly #measurements = new ColumnCells()
  readonly #cells: readonly ColumnCells[]
  #times: LineRows['times'] = { values: new BigInt64Array(0), unit: 'ns' }
  readonly #timeCells = new ColumnCells()
  /** Rows before the current ones. */
  #rowsBefore = 0

  /** @throws OptionError if the columns are not a list of tags and one of fields, or an option is unknown or wrong */
  constructor(columns: LineColumns, options: LineOptions = {}) {
    this.#options = resolveLineOptions('LineColumnEncoder', options)
    const { tags, fields } = columns ?? {}
    if (!Array.isArray(tags) || !Array.isArray(fields)) {
      throw new OptionError('LineColumnEncoder takes columns as { tags: [key, …], fields: [[key, type], …] }.')
    }
    this.#columns = columns
    this.#members = [
      ...tags.map((key) => ({ key, type: 'tag' as const })),
      ...fields.map(([key, type]) => ({ key, type })),
    ]
    this.#cells = this.#members.map(() => new ColumnCells())
  }

  /**
   * Writes rows as lines, and returns them in chunks of whole lines, each of about `chunkBytes`.
   *
   * @throws LineProtocolError if line protocol cannot express a part of a row, or a row has no time or no measurement, or
   * a column is not of its field's type
   */
  *encode(rows: LineRows, chunkBytes: number): Generator<Uint8Array> {
    this.#bind(rows)
    for (let row = 0; row < rows.length; row++) {
      this.#append(row)
      if (this.#sink.end >= chunkBytes) yield this.#sink.takeBytes()
    }
    this.#rowsBefore += rows.length
  }

  /** Returns the lines that no chunk has contained yet. */
  takeBytes(): Uint8Array {
    return this.#sink.takeBytes()
  }

  #bind({ measurements, tags, fields, times }: LineRows): void {
    if (measurements) this.#measurements.bind(measurements)
    for (const [place, column] of [...tags, ...fields].entries()) {
      checkKind(column, this.#members[place]!)
      this.#cells[place]!.bind(column)
    }
    this.#times = times
    this.#timeCells.bind({ ...times, kind: 'int' })
  }

  #append(row: number): void {
    const sink = this.#sink
    const measurement = this.#measurementOf(row)
    const template = (this.#template ??= this.#createTemplate(measurement))
    const tagsEnd = this.#writeSeries(template, measurement, row)
    const fieldsEnd = this.#writeFields(template, measurement, row, tagsEnd)
    if (fieldsEnd === tagsEnd) return
    // Overwrites the comma before the first field.
    sink.bytes[tagsEnd] = SPACE
    const end = this.#writeTime(measurement, row, fieldsEnd)
    sink.bytes[end] = NEWLINE
    // Only here do the lines grow, so that an error before leaves them unchanged.
    sink.end = end + 1
  }

  #createTemplate(measurement: string): LineTemplate {
    const defaultTags = precompileDefaultTags(this.#options, measurement)
    // The names of columns are checked even if no row has a value.
    for (const { key, type } of this.#members) {
      const isTag = type === 'tag'
      escapeBy(isTag ? TAG_KEY : FIELD_KEY, key, this.#options, [isTag ? 'Tag' : 'Field', measurement, key])
    }
    return createLineTemplate({ shape: { members: this.#members }, values: [] }, defaultTags, this.#options)
  }

  #measurementOf(row: number): string {
    const { measurement = this.#measurements.textAt(row) } = this.#columns
    if (measurement !== null) return measurement
    throw new LineProtocolError(`Row ${this.#rowNumber(row)} has no measurement; set it, or drop the row.`)
  }

  #writeSeries({ tags, maxFixedBytes }: LineTemplate, measurement: string, row: number): number {
    const sink = this.#sink
    sink.reserve(sink.end, measurement.length * 3 + maxFixedBytes)
    let at = writeMeasurement(sink.view, sink.end, measurement, this.#options)
    for (const part of tags) {
      const { place, fallback } = part
      const before = at
      if (place !== -1) at = this.#writeTag(part, maxFixedBytes, measurement, row, at)
      if (at === before && fallback !== undefined) at = writePrecompiled(sink.view, at, fallback)
    }
    return at
  }

  /** Writes a tag; returns the offset that it got if the tag has no value. */
  #writeTag(
    { place, key, prefix }: TagPart,
    maxFixedBytes: number,
    measurement: string,
    row: number,
    at: number,
  ): number {
    const cells = this.#cells[place]!
    if (!cells.isValid(row)) return at
    const sink = this.#sink
    if (cells.code === REPEATED)
      return this.#writeRepeated(cells, row, at, maxFixedBytes, (text) => this.#encodeTag(text ?? '', key, measurement))
    const { bytes, offsets } = cells
    const start = offsets[row]!
    const end = offsets[row + 1]!
    if (start === end) return at
    sink.reserve(at, (end - start) * 3 + maxFixedBytes)
    at = writePrecompiled(sink.view, at, prefix!)
    const asciiEnd = writeTagBytes(sink.bytes, at, bytes, start, end)
    if (asciiEnd !== -1) return asciiEnd
    return writeTagValue(sink.view, at, cells.textAt(row)!, this.#options, key, measurement)
  }

  #encodeTag(value: string, key: string, measurement: string): Precompiled {
    if (value === '') return precompile('')
    const name = escapeBy(TAG_KEY, key, this.#options, ['Tag', measurement, key])
    return precompile(`,${name}=${escapeBy(TAG_VALUE, value, this.#options, ['Tag', measurement, key])}`)
  }

  /** Writes the fields, each with a comma before it. */
  #writeFields(template: LineTemplate, measurement: string, row: number, start: number): number {
    const sink = this.#sink
    let at = start
    for (const part of template.fields) {
      const cells = this.#cells[part.place]!
      if (!cells.isValid(row)) continue
      const { key, prefix } = part
      if (cells.code === REPEATED) {
        at = this.#writeRepeated(cells, row, at, template.maxFixedBytes, (text) =>
          this.#encodeString(text, key, measurement),
        )
        continue
      }
      const keyAt = at
      at = writePrecompiled(sink.view, at, prefix!)
      switch (part.notation) {
        case 'decimal': {
          const value = cells.numbers[row]!
          if (Number.isFinite(value)) at = writeFloat(sink.view, at, value)
          else if (Number.isNaN(value) || this.#options.nonFinite === 'omit') at = keyAt
          else refuseNonFinite(value, ['Field', measurement, key])
          break
        }
        case 'integer':
          if (cells.code === BIGINT) at = writeBigint(sink.view, at, cells.bigints[row]!)
          else at = writeInteger(sink.view, at, cells.numbers[row]!)
          sink.bytes[at++] = part.suffix
          break
        case 'boolean':
          at = writeAscii(sink.view, at, cells.isTrue(row) ? 'true' : 'false')
          break
        case 'quoted':
          at = this.#writeString(cells, key, template.maxFixedBytes, measurement, row, at)
          break
        default:
          assertNever(part.notation)
      }
    }
    return at
  }

  #writeString(
    cells: ColumnCells,
    key: string,
    maxFixedBytes: number,
    measurement: string,
    row: number,
    at: number,
  ): number {
    const sink = this.#sink
    const { bytes, offsets } = cells
    const start = offsets[row]!
    const end = offsets[row + 1]!
    sink.reserve(at, (end - start) * 3 + maxFixedBytes)
    const asciiEnd = writeQuotedBytes(sink.bytes, at, bytes, start, end)
    if (asciiEnd !== -1) return asciiEnd
    return writeQuoted(sink.view, at, cells.textAt(row)!, key, measurement)
  }

  /** Writes a tag or field whose text is in a dictionary, and encoded with its key the first time. */
  #writeRepeated(
    cells: ColumnCells,
    row: number,
    at: number,
    maxFixedBytes: number,
    encode: (text: string | null) => Precompiled,
  ): number {
    const entry = cells.indices[row]!
    const encoded = (cells.encoded[entry] ??= encode(cells.texts.get(entry)))
    this.#sink.reserve(at, encoded.length + maxFixedBytes)
    return writePrecompiled(this.#sink.view, at, encoded)
  }

  #encodeString(value: string | null, key: string, measurement: string): Precompiled {
    if (value === null) return precompile('')
    const name = escapeBy(FIELD_KEY, key, this.#options, ['Field', measurement, key])
    return precompile(`,${name}=${quote(value, ['Field', measurement, key])}`)
  }

  #writeTime(measurement: string, row: number, at: number): number {
    const { view, bytes } = this.#sink
    const { values, unit } = this.#times
    const { precision, finerTimes } = this.#options
    if (!this.#timeCells.isValid(row)) {
      const message = `Row ${this.#rowNumber(row)} of measurement ${show(measurement)} has no time; set it, or drop the row.`
      throw new LineProtocolError(message, { measurement })
    }
    bytes[at++] = SPACE
    const value = values[row]!
    const zeros = digitsOf[precision] - digitsOf[unit]
    if (zeros < 0 || value === 0n || !isStorable(unit === 'ns' ? value : value * nanosecondsPer[unit]))
      return writeAscii(view, at, timeText(toTimeInUnit(value, unit), precision, finerTimes))
    const end = writeBigint(view, at, value) + zeros
    for (let zero = end - zeros; zero < end; zero++) bytes[zero] = ZERO
    return end
  }

  /** Returns the number of a row, counted from 1 over all rows. */
  #rowNumber(row: number): number {
    return this.#rowsBefore + row + 1
  }
}

/** @throws LineProtocolError if a column's cells are not of the type that they are to be written as */
function checkKind({ kind }: LineColumn, { key, type }: ShapeMember): void {
  const notation = type === 'tag' ? 'quoted' : fieldTypes[type].notation
  const isSigned = kind === 'int' || kind === 'uint'
  if (notationOf[kind] === notation && (!isSigned || kind === type)) return
  const [what, article] = [type === 'tag' ? 'Tag' : 'Field', /^[aeio]/.test(kind) ? 'an' : 'a']
  throw new LineProtocolError(
    `${what} ${show(key)} is of type ${type}, but its column is ${article} ${kind} column; convert it first.`,
    {
      key,
    },
  )
}
