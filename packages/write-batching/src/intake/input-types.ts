import type { LineContext, LinesContext, LinesWritable, LineWritable } from '@fluxline/core'
import { isDigits } from '@fluxline/internal/nanoseconds'
import { nearestOf } from '@fluxline/internal/nearest'
import { show } from '@fluxline/internal/show'
import { LineProtocolError, Point, toNanoseconds } from '@fluxline/point'
import type { PointObject, RecordMapping } from '@fluxline/point'
import type { Observable } from 'rxjs'

export type { PointObject } from '@fluxline/point'

/** Everything that can be written. With a `record` mapping, `Item` is any object. */
export type BatchInput<Item extends object = PointObject> =
  | string
  | Uint8Array
  | LineWritable
  | LinesWritable
  | Item
  | Iterable<BatchInput<Item>>
  | AsyncIterable<BatchInput<Item>>
  | ReadableStream<BatchInput<Item>>
  | Observable<BatchInput<Item>>

/** The input of the functions inside, which take any object. */
export type AnyInput = BatchInput<object>

/** An input that becomes lines as it is. */
export type Piece = string | Uint8Array | LineWritable

const linesKey: LinesKey = Symbol.for('fluxline.lines') as LinesKey
type LinesKey = keyof LinesWritable & symbol

/** Whether an input is an object that writes its lines. */
export function hasLines(input: AnyInput): input is LinesWritable {
  return isObject(input) && linesKey in input
}

/** Returns the lines of an object that writes them. */
export function linesOf(input: LinesWritable, context: LinesContext): ReturnType<LinesWritable[LinesKey]> {
  return input[linesKey](context)
}

export function isObservable(input: AnyInput): input is Observable<AnyInput> {
  return isObject(input) && 'subscribe' in input && typeof input.subscribe === 'function'
}

/** Whether the pieces of an input must be awaited. */
export function isAsyncInput(input: AnyInput): boolean {
  return isObject(input) && (Symbol.asyncIterator in input || 'getReader' in input || hasLines(input))
}

/** Whether an input is in memory already, so that its pieces are read at once: an array or a set, of any realm. */
export function isCollection(input: AnyInput): input is Iterable<AnyInput> & object {
  return Array.isArray(input) || Object.prototype.toString.call(input) === '[object Set]'
}

/** Returns the error of an input that probably contains itself. */
export function nestedTooDeep(levels: number): LineProtocolError {
  return new LineProtocolError(
    `The input contains itself, or is nested more than ${levels} levels deep; pass lines, points, objects, or an iterable of these.`,
  )
}

/**
 * Returns the pieces of an iterable, or the point of an object.
 *
 * @param mapping How objects become points, with the precision of the write.
 * @param record The mapping that was passed to the write.
 * @throws LineProtocolError if it is neither
 */
export function piecesOf(
  input: AnyInput,
  mapping: RecordMapping | undefined,
  record: RecordMapping | undefined,
): Iterator<AnyInput> {
  if (!isObject(input)) throw notWritable(show(input), WRITABLE)
  if ('then' in input && typeof input.then === 'function') throw notWritable('a promise', 'await it first')
  if (Object.prototype.toString.call(input) === '[object Map]') throw notWritable('a Map', 'pass its values()')
  if (Symbol.iterator in input) return (input as Iterable<AnyInput>)[Symbol.iterator]()
  if (record === undefined) {
    checkKeys(input)
    checkTime((input as Partial<PointObject>).time)
  } else if (record.precision === undefined) {
    checkTime((input as Readonly<Record<string, unknown>>)[record.timeKey ?? 'time'])
  }
  return [Point.from(input, mapping ?? noMapping)][Symbol.iterator]()
}

const WRITABLE = 'pass lines as text or bytes, points, objects, or an iterable of these'

function notWritable(what: string, remedy: string): LineProtocolError {
  return new LineProtocolError(`Cannot write ${what}; ${remedy}.`, { value: what })
}

/** A number has the precision of the write. Text of digits does not: it may be a date, such as 20260131. */
function checkTime(time: unknown): void {
  if (typeof time === 'string' && isDigits(time)) toNanoseconds(time)
}

// `Point.from` checks the keys itself if it gets no mapping, but a writer's precision is one.
const noMapping: RecordMapping = {}
const pointKeys = { measurement: true, tags: true, fields: true, time: true } satisfies Record<keyof PointObject, true>

function checkKeys(object: object): void {
  for (const key in object) {
    if (key === 'measurement' || key === 'fields' || key === 'tags' || key === 'time') continue
    if (!Object.hasOwn(object, key)) continue
    const known = Object.keys(pointKeys)
    const nearest = nearestOf(key, known)
    throw new LineProtocolError(
      `Unknown key ${show(key)}; a point has ${known.join(', ')}. ` +
        `${nearest ? `Did you mean "${nearest}"? ` : ''}Pass \`record\` to write other objects.`,
      { value: textOf(object) },
    )
  }
}

/** Returns what cannot be written, as people can read it. */
export function textOf(piece: unknown): string {
  if (typeof piece === 'string') return piece
  if (piece instanceof Uint8Array) return new TextDecoder().decode(piece)
  try {
    if (isObject(piece) && 'toLineProtocol' in piece) {
      return (piece as LineWritable).toLineProtocol(lenient as LineContext) ?? ''
    }
    return (
      JSON.stringify(piece, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)) ?? typeof piece
    )
  } catch {
    return Object.prototype.toString.call(piece)
  }
}

const lenient = { nonFinite: 'omit', trailingBackslash: 'pad' }

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null
}
