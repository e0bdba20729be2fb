import { assertNever } from '@fluxline/internal/assert-never'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'
import { refuseNonFinite } from '../field-types.ts'
import type { FieldValue, NonFinite } from '../field-types.ts'
import { partsOf } from '../point.ts'
import { foreignPartsOf, schemaRecords } from '../shape/point-parts.ts'
import type { PointParts } from '../shape/point-parts.ts'
import type { Shape } from '../shape/shape.ts'
import { digitsOf, isExactIn } from '../time/precision.ts'
import type { Precision } from '../time/precision.ts'
import { timeText } from '../time/time-input.ts'
import type { FinerTimes, TimeInUnit } from '../time/time-input.ts'
import { ByteSink } from './byte-sink.ts'
import { resolveEncoderOptions } from './encoder-options.ts'
import type { EncoderOptions, LineOptions, ResolvedLineOptions } from './encoder-options.ts'
import { createLineTemplate } from './line-template.ts'
import type { LineTemplate } from './line-template.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from './write-number.ts'
import { writePrecompiled, writeQuoted, writeTagValue } from './write-text.ts'

/** What an encoder takes: points, schema records, any object that writes its own line, and lines as text or bytes. */
export type LineInput = string | Uint8Array | { toLineProtocol(options?: LineOptions): string | undefined }

const FIRST_BYTES = 64 * 1024
const NEWLINE = 10
const SPACE = 32
const ZERO = 48

/**
 * Appends points to one growing block of bytes, and hands them over batch by batch.
 *
 * An input that fails leaves the batch unchanged. Text and bytes must be lines in the encoder's precision already, and
 * get no default tags; empty lines and comments among them are omitted.
 */
export class LineProtocolEncoder {
  readonly #options: ResolvedLineOptions
  readonly #clock: (() => bigint) | undefined
  readonly #timestampText: boolean
  readonly #precision: Precision
  readonly #finerTimes: FinerTimes
  readonly #nonFinite: NonFinite
  readonly #sink = new ByteSink(FIRST_BYTES)
  readonly #templates = new WeakMap<Shape, LineTemplate>()
  #lastShape: Shape | undefined
  #lastTemplate: LineTemplate | undefined
  #lines = 0

  /** @throws OptionError if an option is unknown or wrong */
  constructor(options: EncoderOptions = {}) {
    const { line, clock, timestampText } = resolveEncoderOptions('LineProtocolEncoder', options)
    this.#options = line
    this.#precision = line.precision
    this.#finerTimes = line.finerTimes
    this.#nonFinite = line.nonFinite
    this.#clock = clock
    this.#timestampText = timestampText
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
   * @throws LineProtocolError if line protocol cannot express a part of the input; nothing of the input is appended then
   */
  encode(input: LineInput): number {
    const added = this.#append(input)
    this.#lines += added
    return added
  }

  /** Returns the bytes since the last {@link takeBytes}, from an offset on. They are valid until the next call. */
  peekBytes(from: number = 0): Uint8Array {
    return this.#sink.bytes.subarray(from, this.#sink.end)
  }

  /** Returns the batch and starts the next one. The encoder does not touch these bytes again. */
  takeBytes(): Uint8Array {
    this.#lines = 0
    return this.#sink.takeBytes()
  }

  #append(input: LineInput): number {
    if (typeof input === 'string') return this.#appendLines(new TextEncoder().encode(input), this.#timestampText)
    if (input instanceof Uint8Array) return this.#appendLines(input, this.#timestampText)
    if (typeof input !== 'object' || input === null) throw notALine(input)
    const parts = anyPartsOf(input)
    if (parts !== undefined) return this.#appendPoint(parts)
    if (typeof input.toLineProtocol !== 'function') throw notALine(input)
    const line = input.toLineProtocol(this.#options)
    if (line === undefined) return 0
    if (typeof line !== 'string') throw notText(line)
    return this.#appendLines(new TextEncoder().encode(line), true)
  }

  #templateOf(shape: Shape): LineTemplate {
    if (shape === this.#lastShape) return this.#lastTemplate!
    const template = this.#templates.get(shape) ?? createLineTemplate(shape, this.#options)
    this.#templates.set(shape, template)
    this.#lastShape = shape
    this.#lastTemplate = template
    return template
  }

  #appendPoint({ shape, values, time }: PointParts): number {
    const template = this.#templateOf(shape)
    const sink = this.#sink
    const tagsEnd = writeTags(sink, template, values, this.#options)
    const fieldsEnd = writeFields(sink, tagsEnd, template, values, this.#nonFinite)
    if (fieldsEnd === tagsEnd) return 0
    const { view } = sink
    // Overwrites the comma before the first field.
    view.setUint8(tagsEnd, SPACE)
    const end = this.#writeTime(view, fieldsEnd, time)
    view.setUint8(end, NEWLINE)
    // Only here does the batch grow, so that an error before leaves it unchanged.
    sink.end = end + 1
    return 1
  }

  #writeTime(view: DataView, at: number, time: TimeInUnit | undefined): number {
    if (time !== undefined) return writeTime(view, at, time, this.#precision, this.#finerTimes)
    const clock = this.#clock
    if (clock === undefined) return at
    return writeTime(view, at, { value: clock(), unit: 'ns' }, this.#precision, 'truncate')
  }

  #appendLines(lines: Uint8Array, isTimestamped: boolean): number {
    const sink = this.#sink
    const scanner = new LineScanner(lines)
    let count = 0
    let at = sink.end
    while (scanner.nextLine()) {
      const length = scanner.end - scanner.start
      sink.reserve(at, length + 32)
      sink.bytes.set(lines.subarray(scanner.start, scanner.end), at)
      at += length
      if (isTimestamped && !scanner.hasTime) at = this.#writeTime(sink.view, at, undefined)
      sink.view.setUint8(at++, NEWLINE)
      count++
    }
    sink.end = at
    return count
  }
}

/**
 * Returns the precision in which an input is written without cutting its time: the given one if that suffices, or else the
 * time's own unit. It is `'ns'` for an object known only by its `toLineProtocol`. Lines are in the given one already.
 */
export function precisionFor(input: LineInput, precision: Precision): Precision {
  if (precision === 'ns' || typeof input !== 'object' || input === null || input instanceof Uint8Array) return precision
  const parts = anyPartsOf(input)
  if (parts === undefined) return 'ns'
  const { time } = parts
  return time === undefined || isExactIn(time, precision) ? precision : time.unit
}

/** Returns the parts of a point or record of any copy of this package; `undefined` for any other object. */
function anyPartsOf(input: object): PointParts | undefined {
  return partsOf(input) ?? schemaRecords.partsOf(input) ?? foreignPartsOf(input)
}

function notALine(input: unknown): LineProtocolError {
  return new LineProtocolError(
    `${show(input)} is not a line; pass a point, a schema record, or lines as text or bytes.`,
  )
}

function notText(line: unknown): LineProtocolError {
  return new LineProtocolError(
    `toLineProtocol() returned ${show(line)}; return a line as text, or undefined for nothing to write.`,
  )
}

/** Writes the measurement and the tags from the sink's end on, and returns the offset after them. */
function writeTags(sink: ByteSink, template: LineTemplate, source: readonly unknown[], options: LineOptions): number {
  const start = sink.end
  const known = template.tagSets.find(source)
  if (known !== undefined) {
    sink.reserve(start, known.length + template.maxFixedBytes)
    sink.bytes.set(known, start)
    return start + known.length
  }
  sink.reserve(start, template.maxFixedBytes)
  let at = writePrecompiled(sink.view, start, template.head)
  for (const { index, key, prefix, fallback } of template.tags) {
    const value = index === -1 ? '' : ((source[index] ?? '') as string)
    if (value !== '') {
      sink.reserve(at, value.length * 3 + template.maxFixedBytes)
      at = writePrecompiled(sink.view, at, prefix)
      at = writeTagValue(sink.bytes, at, value, options, key, template.measurement)
    } else if (fallback !== undefined) {
      at = writePrecompiled(sink.view, at, fallback)
    }
  }
  template.tagSets.remember(source, sink.bytes, start, at)
  return at
}

/** Writes the fields, each with a comma before it, and returns the offset after them. */
function writeFields(
  sink: ByteSink,
  start: number,
  template: LineTemplate,
  source: readonly (FieldValue | undefined)[],
  nonFinite: NonFinite,
): number {
  const { fields } = template
  let { view } = sink
  let at = start
  for (let each = 0; each < fields.length; each++) {
    const part = fields[each]!
    const value = source[part.index]
    if (value === undefined) continue
    switch (part.notation) {
      case 'decimal':
        if (!Number.isFinite(value)) {
          if (nonFinite === 'throw') refuseNonFinite(value as number, ['Field', template.measurement, part.key])
          break
        }
        at = writeFloat(view, writePrecompiled(view, at, part.prefix), value as number)
        break
      case 'quoted':
        sink.reserve(at, (value as string).length * 3 + template.maxFixedBytes)
        view = sink.view
        at = writePrecompiled(view, at, part.prefix)
        at = writeQuoted(sink.bytes, at, value as string, part.key, template.measurement)
        break
      case 'integer':
        at = writePrecompiled(view, at, part.prefix)
        at = typeof value === 'bigint' ? writeBigint(view, at, value) : writeInteger(view, at, value as number)
        view.setUint8(at++, part.suffix)
        break
      case 'boolean':
        at = writeAscii(view, writePrecompiled(view, at, part.prefix), value === true ? 'true' : 'false')
        break
      default:
        assertNever(part.notation)
    }
  }
  return at
}

function writeTime(view: DataView, at: number, time: TimeInUnit, precision: Precision, finerTimes: FinerTimes): number {
  const { value, unit } = time
  view.setUint8(at++, SPACE)
  if (typeof value === 'bigint') {
    if (unit === precision) return writeBigint(view, at, value)
    return writeAscii(view, at, timeText(time, precision, finerTimes))
  }
  const zeros = digitsOf[precision] - digitsOf[unit]
  if (zeros < 0 || value === 0) return writeAscii(view, at, timeText(time, precision, finerTimes))
  const end = writeInteger(view, at, value) + zeros
  for (let zero = end - zeros; zero < end; zero++) view.setUint8(zero, ZERO)
  return end
}
