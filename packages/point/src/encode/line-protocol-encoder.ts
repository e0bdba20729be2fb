import { ByteSink } from './byte-sink.ts'
import { LineProtocolError, show } from '../errors.ts'
import { refuseNonFinite } from '../field-types.ts'
import type { FieldType, FieldValue, NonFinite } from '../field-types.ts'
import { createLayout } from '../shape/line-template.ts'
import type { Layout } from '../shape/line-template.ts'
import type { Keys } from '../shape/line-template.ts'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { partsOf } from '../point.ts'
import type { LineOptions } from '../point.ts'
import { digitsOf } from '../time/precision.ts'
import type { Precision } from '../time/precision.ts'
import { SchemaRecord } from '../schema/schema-record.ts'
import { timeText } from '../time/time-input.ts'
import type { Instant } from '../time/time-input.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from './write-number.ts'
import { writePrecompiled, writeQuoted, writeTagValue } from './write-text.ts'

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
  readonly #layouts = new WeakMap<Keys, Layout>()
  #lastKeys: Keys | undefined
  #lastLayout: Layout | undefined
  #lines = 0

  constructor(options: EncoderOptions = {}) {
    this.#options = options
    this.#precision = options.precision ?? 'ns'
    this.#nonFinite = options.nonFinite ?? 'throw'
    if (!Object.hasOwn(digitsOf, this.#precision)) {
      throw new LineProtocolError(`Precision ${show(this.#precision)} is not one of 'ns', 'us', 'ms' and 's'.`)
    }
  }

  /** Lines since the last {@link takeBytes}. */
  get lineCount(): number {
    return this.#lines
  }

  /** Bytes since the last {@link takeBytes}. */
  get byteLength(): number {
    return this.#sink.end
  }

  /**
   * Appends a point or lines, and returns how many lines that were; 0 for a point without fields.
   *
   * @throws LineProtocolError on what line protocol cannot say; nothing of the input is appended then
   */
  encode(input: LineInput): number {
    const added = this.#append(input)
    this.#lines += added
    return added
  }

  /** Hands the batch over and starts the next one. The bytes are the caller's own from here on. */
  takeBytes(): Uint8Array {
    this.#lines = 0
    return this.#sink.takeBytes()
  }

  #append(input: LineInput): number {
    if (typeof input === 'string') return this.#appendLines(new TextEncoder().encode(input), this.#stampsText)
    if (input instanceof Uint8Array) return this.#appendLines(input, this.#stampsText)
    if (typeof input !== 'object' || input === null) throw notALine(input)
    const point = partsOf(input)
    if (point !== undefined) return this.#appendPoint(point.form, point.values, point.time)
    const row = SchemaRecord.partsOf(input)
    if (row !== undefined) return this.#appendPoint(row.keys, row.values, row.time)
    if (typeof input.toLineProtocol !== 'function') throw notALine(input)
    const line = input.toLineProtocol(this.#options)
    return line === undefined ? 0 : this.#appendLines(new TextEncoder().encode(line), true)
  }

  get #stampsText(): boolean {
    return this.#options.stampText ?? true
  }

  #layoutOf(keys: Keys): Layout {
    if (keys === this.#lastKeys) return this.#lastLayout!
    const layout = this.#layouts.get(keys) ?? createLayout(keys, this.#options)
    this.#layouts.set(keys, layout)
    this.#lastKeys = keys
    this.#lastLayout = layout
    return layout
  }

  #appendPoint(keys: Keys, values: readonly (FieldValue | undefined)[], time: Instant | undefined): number {
    const layout = this.#layoutOf(keys)
    const sink = this.#sink
    const tagsEnd = writeTags(sink, layout, values, this.#options)
    const fieldsEnd = writeFields(sink, tagsEnd, layout, values, this.#nonFinite)
    if (fieldsEnd === tagsEnd) return 0
    const { view } = sink
    // The first field's comma.
    view.setUint8(tagsEnd, SPACE)
    const end = this.#writeTime(view, fieldsEnd, time)
    view.setUint8(end, NEWLINE)
    // Only here does the batch grow: whatever failed before left it as it was.
    sink.end = end + 1
    return 1
  }

  #writeTime(view: DataView, at: number, time: Instant | undefined): number {
    if (time !== undefined) return writeTime(view, at, time, this.#precision)
    const { clock } = this.#options
    return clock === undefined ? at : writeTime(view, at, { value: clock(), unit: 'ns' }, this.#precision)
  }

  #appendLines(lines: Uint8Array, stamps: boolean): number {
    const sink = this.#sink
    const scanner = new LineScanner(lines)
    let count = 0
    let at = sink.end
    while (scanner.nextLine()) {
      const length = scanner.end - scanner.start
      sink.reserve(at, length + 32)
      sink.bytes.set(lines.subarray(scanner.start, scanner.end), at)
      at += length
      if (stamps && !scanner.hasTime) at = this.#writeTime(sink.view, at, undefined)
      sink.view.setUint8(at++, NEWLINE)
      count++
    }
    sink.end = at
    return count
  }
}

function notALine(input: unknown): LineProtocolError {
  return new LineProtocolError(
    `${show(input)} is not a line; give a point, a record of a schema, or lines as text or bytes.`,
  )
}

/** Writes the measurement and the tags from the sink's end on, and returns the place after. */
function writeTags(sink: ByteSink, layout: Layout, source: readonly unknown[], options: LineOptions): number {
  const start = sink.end
  const known = layout.tagSets.find(source)
  if (known !== undefined) {
    sink.reserve(start, known.length + layout.maxFixedBytes)
    sink.bytes.set(known, start)
    return start + known.length
  }
  sink.reserve(start, layout.maxFixedBytes)
  let at = writePrecompiled(sink.view, start, layout.head)
  for (const { at: place, key, prefix, fallback } of layout.tags) {
    const value = place === -1 ? '' : ((source[place] ?? '') as string)
    if (value !== '') {
      sink.reserve(at, value.length * 3 + layout.maxFixedBytes)
      at = writePrecompiled(sink.view, at, prefix)
      at = writeTagValue(sink.bytes, at, value, options, key, layout.measurement)
    } else if (fallback !== undefined) {
      at = writePrecompiled(sink.view, at, fallback)
    }
  }
  layout.tagSets.remember(source, sink.bytes, start, at)
  return at
}

/** Writes the fields, each with a comma before it, and returns the place after. */
function writeFields(
  sink: ByteSink,
  start: number,
  layout: Layout,
  source: readonly (FieldValue | undefined)[],
  nonFinite: NonFinite,
): number {
  const { fields } = layout
  let { view } = sink
  let at = start
  for (let index = 0; index < fields.length; index++) {
    const slot = fields[index]!
    const value = source[slot.at]
    if (value === undefined) continue
    if (slot.type === 'float') {
      if (!Number.isFinite(value)) {
        if (nonFinite === 'throw') refuseNonFinite(value as number, ['Field', layout.measurement, slot.key])
        continue
      }
      at = writeFloat(view, writePrecompiled(view, at, slot.prefix), value as number)
    } else if (slot.type === 'string') {
      sink.reserve(at, (value as string).length * 3 + layout.maxFixedBytes)
      view = sink.view
      at = writePrecompiled(view, at, slot.prefix)
      at = writeQuoted(sink.bytes, at, value as string, slot.key, layout.measurement)
    } else {
      at = writeExact(view, writePrecompiled(view, at, slot.prefix), value, slot.type)
    }
  }
  return at
}

const INT = 105
const UINT = 117

function writeExact(view: DataView, at: number, value: FieldValue, type: FieldType): number {
  if (type === 'boolean') return writeAscii(view, at, value === true ? 'true' : 'false')
  const end = typeof value === 'bigint' ? writeBigint(view, at, value) : writeInteger(view, at, value as number)
  view.setUint8(end, type === 'int' ? INT : UINT)
  return end + 1
}

function writeTime(view: DataView, at: number, time: Instant, precision: Precision): number {
  const { value, unit } = time
  view.setUint8(at++, SPACE)
  if (typeof value === 'bigint') {
    return unit === precision ? writeBigint(view, at, value) : writeAscii(view, at, timeText(time, precision))
  }
  const zeros = digitsOf[precision] - digitsOf[unit]
  if (zeros < 0 || value === 0) return writeAscii(view, at, timeText(time, precision))
  const end = writeInteger(view, at, value) + zeros
  for (let zero = end - zeros; zero < end; zero++) view.setUint8(zero, ZERO)
  return end
}
