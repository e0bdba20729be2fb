import { assertNever } from '@fluxline/internal/assert-never'
import { OptionError } from '@fluxline/internal/errors'
import { isStorable, nanosecondsPer } from '@fluxline/internal/nanoseconds'
import { show } from '@fluxline/internal/show'
import { ByteSink } from '../encode/byte-sink.ts'
import { resolveLineOptions } from '../encode/encoder-options.ts'
import type { LineOptions, ResolvedLineOptions } from '../encode/encoder-options.ts'
import { escapeBy, FIELD_KEY, quote, TAG_KEY, TAG_VALUE } from '../encode/escape.ts'
import { createLineTemplate } from '../encode/line-template.ts'
import type { FieldPart, LineTemplate } from '../encode/line-template.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from '../encode/write-number.ts'
import { precompile, writePrecompiled, writeQuoted, writeTagValue } from '../encode/write-text.ts'
import type { Precompiled } from '../encode/write-text.ts'
import { LineProtocolError } from '../errors.ts'
import { fieldTypes, refuseNonFinite } from '../field-types.ts'
import { maxShapes, shapeWith } from '../shape/shape.ts'
import type { MemberType } from '../shape/shape.ts'
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
  readonly #keys: readonly string[]
  readonly #types: readonly MemberType[]
  readonly #options: ResolvedLineOptions
  readonly #sink = new ByteSink(FIRST_BYTES)
  /** By measurement. */
  readonly #templates = new Map<string, LineTemplate>()
  readonly #measurements = new ColumnCells()
  readonly #cells: readonly ColumnCells[]
  #times: LineRows['times'] = { values: new BigInt64Array(0), unit: 'ns' }
  readonly #timeCells = new ColumnCells()
  /** The indices of the current row's tags in their dictionaries. */
  readonly #tagIndices: number[]
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
    this.#keys = [...columns.tags, ...columns.fields.map(([key]) => key)]
    this.#types = [...columns.tags.map(() => 'tag' as const), ...columns.fields.map(([, type]) => type)]
    this.#tagIndices = columns.tags.map(() => -1)
    this.#cells = this.#keys.map(() => new ColumnCells())
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
    // Known tag sets go by the indices in these dictionaries.
    if (tags.some((column, tag) => column.kind === 'repeated text' && column.texts !== this.#cells[tag]!.texts))
      this.#templates.clear()
    for (const [index, column] of [...tags, ...fields].entries()) {
      checkKind(column, this.#keys[index]!, this.#types[index]!)
      this.#cells[index]!.bind(column)
    }
    this.#times = times
    this.#timeCells.bind({ ...times, kind: 'int' })
  }

  #append(row: number): void {
    const template = this.#templateOf(row)
    const sink = this.#sink
    sink.reserve(sink.end, template.maxFixedBytes)
    const tagsEnd = this.#writeTags(template, row)
    const fieldsEnd = this.#writeFields(template, row, tagsEnd)
    if (fieldsEnd === tagsEnd) return
    // Overwrites the comma before the first field.
    sink.bytes[tagsEnd] = SPACE
    const end = this.#writeTime(template, row, fieldsEnd)
    sink.bytes[end] = NEWLINE
    // Only here do the lines grow, so that an error before leaves them unchanged.
    sink.end = end + 1
  }

  #templateOf(row: number): LineTemplate {
    const { measurement = this.#measurements.textAt(row) } = this.#columns
    if (measurement === null)
      throw new LineProtocolError(`Row ${this.#rowNumber(row)} has no measurement; set it, or drop the row.`)
    return this.#templates.get(measurement) ?? this.#createTemplate(measurement)
  }

  #createTemplate(measurement: string): LineTemplate {
    const template = createLineTemplate(shapeWith(measurement, this.#keys, this.#types), this.#options)
    if (this.#templates.size >= maxShapes) this.#templates.clear()
    this.#templates.set(measurement, template)
    return template
  }

  #writeTags(template: LineTemplate, row: number): number {
    const sink = this.#sink
    const isRepeated = this.#indexTags(row)
    const known = isRepeated ? template.tagSets.find(this.#tagIndices) : undefined
    if (known !== undefined) {
      sink.reserve(sink.end, known.length + template.maxFixedBytes)
      sink.bytes.set(known, sink.end)
      return sink.end + known.length
    }
    let at = writePrecompiled(sink.view, sink.end, template.head)
    for (const { index, key, prefix, fallback } of template.tags) {
      const before = at
      if (index !== -1) at = this.#writeTag(template, this.#cells[index]!, row, at, key, prefix)
      if (at === before && fallback !== undefined) at = writePrecompiled(sink.view, at, fallback)
    }
    if (isRepeated) template.tagSets.remember(this.#tagIndices, sink.bytes, sink.end, at)
    return at
  }

  /** Notes the indices of the row's tags in their dictionaries; returns false if a tag has no dictionary. */
  #indexTags(row: number): boolean {
    const cells = this.#cells
    for (let tag = 0; tag < this.#tagIndices.length; tag++) {
      if (cells[tag]!.code !== REPEATED) return false
      this.#tagIndices[tag] = cells[tag]!.isValid(row) ? cells[tag]!.indices[row]! : -1
    }
    return true
  }

  /** Writes a tag; returns the offset that it got if the tag has no value. */
  #writeTag(
    template: LineTemplate,
    cells: ColumnCells,
    row: number,
    at: number,
    key: string,
    prefix: Precompiled,
  ): number {
    if (!cells.isValid(row)) return at
    const sink = this.#sink
    const { measurement, maxFixedBytes } = template
    if (cells.code === REPEATED) {
      const entry = cells.indices[row]!
      const encoded = (cells.encoded[entry] ??= this.#encodeTag(cells.texts.get(entry) ?? '', key, measurement))
      sink.reserve(at, encoded.length + maxFixedBytes)
      return writePrecompiled(sink.view, at, encoded)
    }
    const { bytes, offsets } = cells
    const start = offsets[row]!
    const end = offsets[row + 1]!
    if (start === end) return at
    sink.reserve(at, (end - start) * 3 + maxFixedBytes)
    at = writePrecompiled(sink.view, at, prefix)
    const asciiEnd = writeTagBytes(sink.bytes, at, bytes, start, end)
    if (asciiEnd !== -1) return asciiEnd
    return writeTagValue(sink.bytes, at, cells.textAt(row)!, this.#options, key, measurement)
  }

  #encodeTag(value: string, key: string, measurement: string): Precompiled {
    if (value === '') return precompile('')
    const name = escapeBy(TAG_KEY, key, this.#options, ['Tag', measurement, key])
    return precompile(`,${name}=${escapeBy(TAG_VALUE, value, this.#options, ['Tag', measurement, key])}`)
  }

  /** Writes the fields, each with a comma before it. */
  #writeFields(template: LineTemplate, row: number, start: number): number {
    const sink = this.#sink
    let at = start
    for (const part of template.fields) {
      const cells = this.#cells[part.index]!
      if (!cells.isValid(row)) continue
      switch (part.notation) {
        case 'decimal': {
          const value = cells.numbers[row]!
          if (Number.isFinite(value)) at = writeFloat(sink.view, writePrecompiled(sink.view, at, part.prefix), value)
          else if (!Number.isNaN(value) && this.#options.nonFinite !== 'omit')
            refuseNonFinite(value, ['Field', template.measurement, part.key])
          break
        }
        case 'integer':
          at = writePrecompiled(sink.view, at, part.prefix)
          if (cells.code === BIGINT) at = writeBigint(sink.view, at, cells.bigints[row]!)
          else at = writeInteger(sink.view, at, cells.numbers[row]!)
          sink.bytes[at++] = part.suffix
          break
        case 'boolean':
          at = writePrecompiled(sink.view, at, part.prefix)
          at = writeAscii(sink.view, at, cells.isTrue(row) ? 'true' : 'false')
          break
        case 'quoted':
          at = this.#writeString(template, cells, row, at, part)
          break
        default:
          assertNever(part.notation)
      }
    }
    return at
  }

  #writeString(template: LineTemplate, cells: ColumnCells, row: number, at: number, part: FieldPart): number {
    const sink = this.#sink
    const { measurement, maxFixedBytes } = template
    const { key, prefix } = part
    if (cells.code === REPEATED) {
      const entry = cells.indices[row]!
      const encoded = (cells.encoded[entry] ??= this.#encodeString(cells.texts.get(entry), key, measurement))
      sink.reserve(at, encoded.length + maxFixedBytes)
      return writePrecompiled(sink.view, at, encoded)
    }
    const { bytes, offsets } = cells
    const start = offsets[row]!
    const end = offsets[row + 1]!
    sink.reserve(at, (end - start) * 3 + maxFixedBytes)
    at = writePrecompiled(sink.view, at, prefix)
    const asciiEnd = writeQuotedBytes(sink.bytes, at, bytes, start, end)
    if (asciiEnd !== -1) return asciiEnd
    return writeQuoted(sink.bytes, at, cells.textAt(row)!, key, measurement)
  }

  #encodeString(value: string | null, key: string, measurement: string): Precompiled {
    if (value === null) return precompile('')
    const name = escapeBy(FIELD_KEY, key, this.#options, ['Field', measurement, key])
    return precompile(`,${name}=${quote(value, ['Field', measurement, key])}`)
  }

  #writeTime(template: LineTemplate, row: number, at: number): number {
    const { view, bytes } = this.#sink
    const { values, unit } = this.#times
    const { precision, finerTimes } = this.#options
    if (!this.#timeCells.isValid(row)) {
      const { measurement } = template
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
function checkKind({ kind }: LineColumn, key: string, type: MemberType): void {
  const notation = type === 'tag' || type === 'time' ? 'quoted' : fieldTypes[type].notation
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
