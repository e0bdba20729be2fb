import { decodeText } from '@fluxline/internal/decode-text'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { coarserUnitAt, wrongTime } from '@fluxline/internal/line-times'
import { show } from '@fluxline/internal/show'
import { notALineText } from '@fluxline/internal/unwritable'
import { LineProtocolError } from '../errors.ts'
import { partsOf } from '../point.ts'
import { foreignPartsOf } from '../shape/point-parts.ts'
import type { PointParts } from '../shape/point-parts.ts'
import { isExactIn } from '../time/precision.ts'
import type { Precision } from '../time/precision.ts'
import type { TimeInUnit } from '../time/time-input.ts'
import { ByteSink } from './byte-sink.ts'
import { resolveEncoderOptions } from './encoder-options.ts'
import type { EncoderOptions, LineOptions, ResolvedLineOptions } from './encoder-options.ts'
import { formatOf, templateFor } from './line-template.ts'
import type { LineFormat } from './line-template.ts'
import { writeFields, writeSeries, writeTime } from './write-point.ts'

/** What an encoder takes: points, schema records, any object that writes its own line, and lines as text or bytes. */
export type LineInput = string | Uint8Array | { toLineProtocol(options?: LineOptions): string | undefined }

const FIRST_BYTES = 64 * 1024
const NEWLINE = 10

/**
 * Appends points to one growing block of bytes, and hands them over batch by batch.
 *
 * An input that fails leaves the batch unchanged. Text and bytes must be lines in the encoder's precision already, and
 * get no default tags; empty lines and comments among them are omitted.
 */
export class LineProtocolEncoder {
  readonly #options: ResolvedLineOptions
  readonly #format: LineFormat
  readonly #clock: (() => bigint) | undefined
  readonly #timestampText: boolean
  readonly #precision: Precision
  readonly #sink = new ByteSink(FIRST_BYTES)
  #lines = 0

  /** @throws OptionError if an option is unknown or wrong */
  constructor(options: EncoderOptions = {}) {
    const { line, clock, timestampText } = resolveEncoderOptions('LineProtocolEncoder', options)
    this.#options = line
    this.#format = formatOf(line)
    this.#precision = line.precision
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
   * @param checkTimes Whether a line of text is refused whose time is probably in a coarser unit: that would be in early 1970,
   * but in this century in the coarser unit.
   * @throws LineProtocolError if line protocol cannot express a part of the input, or the time of a line is probably in
   * another unit; nothing of the input is appended then
   */
  encode(input: LineInput, checkTimes: boolean = true): number {
    const added = this.#append(input, checkTimes)
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

  #append(input: LineInput, checkTimes: boolean): number {
    if (typeof input === 'string') input = new TextEncoder().encode(input)
    if (input instanceof Uint8Array) return this.#appendLines(input, this.#timestampText, checkTimes)
    if (typeof input !== 'object' || input === null) throw notALine(input)
    const parts = anyPartsOf(input)
    if (parts !== undefined) return this.#appendPoint(parts)
    if (typeof input.toLineProtocol !== 'function') throw notALine(input)
    const line = input.toLineProtocol(this.#options)
    if (line === undefined) return 0
    if (typeof line !== 'string') throw new LineProtocolError(notALineText(show(line)))
    return this.#appendLines(new TextEncoder().encode(line), true, false)
  }

  #appendPoint(point: PointParts): number {
    const template = templateFor(point, this.#format)
    const sink = this.#sink
    const tagsEnd = writeSeries(sink, template, point, this.#options)
    const fieldsEnd = writeFields(sink, tagsEnd, template, point, this.#options)
    if (fieldsEnd === tagsEnd) return 0
    const { view } = sink
    const end = this.#writeTime(view, fieldsEnd, point.time)
    view.setUint8(end, NEWLINE)
    // Only here does the batch grow, so that an error before leaves it unchanged.
    sink.end = end + 1
    return 1
  }

  #writeTime(view: DataView, at: number, time: TimeInUnit | undefined): number {
    if (time !== undefined) return writeTime(view, at, time, this.#precision, this.#options.finerTimes)
    const clock = this.#clock
    if (clock === undefined) return at
    return writeTime(view, at, { value: clock(), unit: 'ns' }, this.#precision, 'truncate')
  }

  #appendLines(lines: Uint8Array, isTimestamped: boolean, checkTimes: boolean): number {
    const sink = this.#sink
    const scanner = new LineScanner(lines)
    let count = 0
    let at = sink.end
    while (scanner.nextLine()) {
      const { start, end, hasTime } = scanner
      const coarser = checkTimes && hasTime ? coarserUnitAt(lines, end, this.#precision) : undefined
      if (coarser !== undefined) throw wrongTimeError(lines.subarray(start, end), coarser, this.#precision)
      const length = end - start
      sink.reserve(at, length + 32)
      sink.bytes.set(lines.subarray(start, end), at)
      at += length
      if (isTimestamped && !hasTime) at = this.#writeTime(sink.view, at, undefined)
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
  return partsOf(input) ?? foreignPartsOf(input)
}

function notALine(input: unknown): LineProtocolError {
  return new LineProtocolError(
    `${show(input)} is not a line; pass a point, a schema record, or lines as text or bytes.`,
  )
}

function wrongTimeError(line: Uint8Array, coarser: Precision, precision: Precision): LineProtocolError {
  const value = decodeText(line)
  return new LineProtocolError(`${wrongTime(line, coarser, precision)}.`, { value: show(value) })
}
