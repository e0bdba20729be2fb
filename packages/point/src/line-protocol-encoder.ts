import { ByteSink } from './byte-sink.ts'
import { inMeasurement } from './errors.ts'
import { refuseNonFinite } from './field.ts'
import type { FieldType, FieldValue, NonFinite } from './field.ts'
import { createLayout } from './layout.ts'
import type { Layout } from './layout.ts'
import { LineScanner } from './line-scanner.ts'
import { PointLayouts } from './point-layouts.ts'
import { partsOf } from './point.ts'
import type { LineOptions } from './point.ts'
import { digitsOf } from './precision.ts'
import type { Precision } from './precision.ts'
import { rowPartsOf } from './schema-record.ts'
import type { SchemaForm } from './schema-record.ts'
import { timeText } from './time.ts'
import type { Instant } from './time.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from './write-number.ts'
import { writeQuoted, writeTagValue } from './write-text.ts'

/** What an encoder takes: points, schema records, whatever writes its own line, and lines as text or bytes. */
export type LineInput = string | Uint8Array | { toLineProtocol(options?: LineOptions): string | undefined }

/** How an encoder writes; its precision is that of all its lines. */
export interface EncoderOptions extends LineOptions {
  /** Gives nanoseconds since the epoch to points that have no time; without it they are left to the server. */
  readonly clock?: (() => bigint) | undefined
  /** Whether lines of text and bytes that have no time get one from `clock` too. @defaultValue true */
  readonly stampText?: boolean | undefined
}

const FIRST_BYTES = 64 * 1024
const NEWLINE = 10
const SPACE = 32
const ZERO = 48

/**
 * Appends points to one growing block of bytes, and hands them over batch by batch.
 *
 * What fails leaves the batch as it was. Text and bytes are lines in the encoder's precision already and get no default
 * tags; empty lines and comments among them are left out.
 */
export class LineProtocolEncoder {
  readonly #options: EncoderOptions
  readonly #precision: Precision
  readonly #nonFinite: NonFinite
  readonly #sink = new ByteSink(FIRST_BYTES)
  readonly #pointLayouts: PointLayouts
  readonly #schemaLayouts = new WeakMap<SchemaForm, Layout>()
  #lastForm: SchemaForm | undefined
  #lastLayout: Layout | undefined
  #lines = 0

  constructor(options: EncoderOptions = {}) {
    this.#options = options
    this.#precision = options.precision ?? 'ns'
    this.#nonFinite = options.nonFinite ?? 'throw'
    this.#pointLayouts = new PointLayouts(options)
  }

  /** Lines since the last {@link take}. */
  get lineCount(): number {
    return this.#lines
  }

  /** Bytes since the last {@link take}. */
  get byteLength(): number {
    return this.#sink.end
  }

  /**
   * Appends a point or lines, and returns how many lines that were; 0 for a point without fields.
   *
   * @throws LineProtocolError on what line protocol cannot say; nothing of the input is appended then
   */
  add(input: LineInput): number {
    const added = this.#append(input)
    this.#lines += added
    return added
  }

  /** Hands the batch over and starts the next one. The bytes are the caller's own from here on. */
  take(): Uint8Array {
    this.#lines = 0
    return this.#sink.take()
  }

  #append(input: LineInput): number {
    if (typeof input === 'string') return this.#appendLines(new TextEncoder().encode(input), this.#stampsText)
    if (input instanceof Uint8Array) return this.#appendLines(input, this.#stampsText)
    const point = partsOf(input)
    if (point) return this.#appendPoint(this.#pointLayouts.of(point), point.tags, point.fields, point.time)
    const row = rowPartsOf(input)
    if (row) return this.#appendPoint(this.#layoutOf(row.form), row.values, row.values, row.time)
    const line = input.toLineProtocol(this.#options)
    return line === undefined ? 0 : this.#appendLines(new TextEncoder().encode(line), true)
  }

  get #stampsText(): boolean {
    return this.#options.stampText ?? true
  }

  #layoutOf(form: SchemaForm): Layout {
    if (form === this.#lastForm) return this.#lastLayout!
    const layout = this.#schemaLayouts.get(form) ?? createLayout(form, this.#options)
    this.#schemaLayouts.set(form, layout)
    this.#lastForm = form
    this.#lastLayout = layout
    return layout
  }

  #appendPoint(
    layout: Layout,
    tags: readonly (FieldValue | undefined)[],
    fields: readonly (FieldValue | undefined)[],
    time: Instant | undefined,
  ): number {
    try {
      const sink = this.#sink
      const tagsEnd = writeTags(sink, layout, tags, this.#options)
      const fieldsEnd = writeFields(sink, tagsEnd, layout, fields, this.#nonFinite)
      if (fieldsEnd === tagsEnd) return 0
      let at = fieldsEnd
      const { bytes } = sink
      const { clock } = this.#options
      if (time !== undefined || clock !== undefined) {
        bytes[at] = SPACE
        at = writeTime(bytes, at + 1, time ?? { value: clock!(), unit: 'ns' }, this.#precision)
      }
      bytes[at] = NEWLINE
      // Only here does the batch grow: whatever failed before left it as it was.
      sink.end = at + 1
      return 1
    } catch (error) {
      throw inMeasurement(error, layout.measurement)
    }
  }

  #appendLines(lines: Uint8Array, stamps: boolean): number {
    const { clock } = this.#options
    const sink = this.#sink
    const scanner = new LineScanner(lines)
    let count = 0
    let at = sink.end
    while (scanner.next()) {
      const length = scanner.end - scanner.start
      const bytes = sink.reserve(at, length + 32)
      bytes.set(lines.subarray(scanner.start, scanner.end), at)
      at += length
      if (stamps && clock !== undefined && !scanner.hasTime) {
        bytes[at] = SPACE
        at = writeTime(bytes, at + 1, { value: clock(), unit: 'ns' }, this.#precision)
      }
      bytes[at++] = NEWLINE
      count++
    }
    sink.end = at
    return count
  }
}

/** Writes the measurement, the tags and the space after them from the sink's end on, and returns the place after. */
function writeTags(sink: ByteSink, layout: Layout, source: readonly unknown[], options: LineOptions): number {
  const start = sink.end
  const known = layout.tagSets.find(source)
  if (known !== undefined) {
    sink.reserve(start, known.length + layout.maxFixedBytes).set(known, start)
    return start + known.length
  }
  let bytes = sink.reserve(start, layout.maxFixedBytes)
  let at = copy(layout.head, 0, bytes, start)
  for (const { at: place, prefix, fallback } of layout.tags) {
    const value = place === -1 ? '' : ((source[place] ?? '') as string)
    if (value !== '') {
      bytes = sink.reserve(at, value.length * 3 + layout.maxFixedBytes)
      at = writeTagValue(bytes, copy(prefix, 0, bytes, at), value, options)
    } else if (fallback !== undefined) {
      at = copy(fallback, 0, bytes, at)
    }
  }
  bytes[at++] = SPACE
  layout.tagSets.remember(source, bytes, start, at)
  return at
}

function writeFields(
  sink: ByteSink,
  start: number,
  layout: Layout,
  source: readonly (FieldValue | undefined)[],
  nonFinite: NonFinite,
): number {
  let { bytes } = sink
  let at = start
  // The comma before a field is part of its prefix; the first field that is written goes without.
  let skip = 1
  for (const slot of layout.fields) {
    const value = source[slot.at]
    if (value === undefined) continue
    const type = slot.type ?? (source[slot.at - 1] as FieldType)
    if (type === 'float') {
      if (!Number.isFinite(value)) {
        if (nonFinite === 'throw') refuseNonFinite(value as number, { measurement: layout.measurement, key: slot.key })
        continue
      }
      at = writeFloat(bytes, copy(slot.prefix, skip, bytes, at), value as number)
    } else if (type === 'string') {
      bytes = sink.reserve(at, (value as string).length * 3 + layout.maxFixedBytes)
      at = writeQuoted(bytes, copy(slot.prefix, skip, bytes, at), value as string)
    } else {
      at = writeExact(bytes, copy(slot.prefix, skip, bytes, at), value, type)
    }
    skip = 0
  }
  return at
}

const INT = 105
const UINT = 117

function writeExact(bytes: Uint8Array, at: number, value: FieldValue, type: FieldType): number {
  if (type === 'boolean') return writeAscii(bytes, at, value === true ? 'true' : 'false')
  const end = typeof value === 'bigint' ? writeBigint(bytes, at, value) : writeInteger(bytes, at, value as number)
  bytes[end] = type === 'int' ? INT : UINT
  return end + 1
}

function writeTime(bytes: Uint8Array, at: number, time: Instant, precision: Precision): number {
  const { value, unit } = time
  if (typeof value === 'bigint')
    return unit === precision ? writeBigint(bytes, at, value) : writeAscii(bytes, at, timeText(time, precision))
  const zeros = digitsOf[precision] - digitsOf[unit]
  if (zeros < 0 || value === 0) return writeAscii(bytes, at, timeText(time, precision))
  const end = writeInteger(bytes, at, value) + zeros
  for (let zero = end - zeros; zero < end; zero++) bytes[zero] = ZERO
  return end
}

/** Short texts are copied faster by a loop than by a call. */
function copy(from: Uint8Array, start: number, bytes: Uint8Array, at: number): number {
  for (let index = start; index < from.length; index++) bytes[at++] = from[index]!
  return at
}
