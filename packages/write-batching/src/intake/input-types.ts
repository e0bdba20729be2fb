import type { LineContext, LinesContext, LinesWritable, LineWritable } from '@fluxline/core'
import { decodeText } from '@fluxline/internal/decode-text'
import { isDigits } from '@fluxline/internal/nanoseconds'
import { show } from '@fluxline/internal/show'
import { explainMistaken } from '@fluxline/internal/unwritable'
import { LineProtocolError, Point, toNanoseconds } from '@fluxline/point'
import type { ExactPoint, PointObject, PointShape, RecordMapping, Unwritable } from '@fluxline/point'

export type { ExactMembers, ExactPoint, PointObject, PointShape, Unwritable } from '@fluxline/point'

/** What emits pieces to a subscriber, such as an observable of rxjs. */
export interface ObservableInput<Piece> {
  readonly subscribe: (observer: {
    readonly next: (piece: Piece) => void
    readonly error: (error: unknown) => void
    readonly complete: () => void
  }) => { unsubscribe(): void }
}

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
  | ObservableInput<BatchInput<Item>>

/** Everything that may be a {@link BatchInput}; {@link ExactInput} says whether its objects are points. */
export type InputShape =
  | string
  | Uint8Array
  | LineWritable
  | LinesWritable
  | PointShape
  | Iterable<InputShape>
  | AsyncIterable<InputShape>
  | ReadableStream<InputShape>
  | ObservableInput<InputShape>

/** Any type if all objects in an input are points, or else {@link Unwritable}, whose message names a key. */
export type ExactInput<Input> = [WrongKey<Input>] extends [never]
  ? unknown
  : Unwritable<`an object has a wrong value or an unknown key: ${WrongKey<Input>}`>

/** A wrong key of an object in an input, of at most five levels: a type may contain itself. */
export type WrongKey<Input, Levels extends readonly unknown[] = [1, 2, 3, 4, 5]> = Levels extends readonly [
  unknown,
  ...infer Rest,
]
  ? Input extends string | Uint8Array | LineWritable | LinesWritable
    ? never
    : Input extends PointShape
      ? {
          [Key in keyof Input]-?: Pick<Input, Key> extends ExactPoint<Pick<Input, Key>> ? never : Key & string
        }[keyof Input]
      : Input extends
            | Iterable<infer Piece>
            | AsyncIterable<infer Piece>
            | ReadableStream<infer Piece>
            // What tells the type of an rxjs observable: its `subscribe` has several signatures.
            | { readonly forEach: (next: (piece: infer Piece) => void) => Promise<void> }
        ? WrongKey<Piece, Rest>
        : never
  : never

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

export function isObservable(input: AnyInput): input is ObservableInput<AnyInput> {
  return isObject(input) && 'subscribe' in input && typeof input.subscribe === 'function'
}

/** Whether the pieces of an input must be awaited. */
export function isAsyncInput(input: AnyInput): boolean {
  return isObject(input) && (Symbol.asyncIterator in input || 'getReader' in input || hasLines(input))
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
  const mistake = isObject(input) ? explainMistaken(input) : `Cannot write ${show(input)}; ${WRITABLE}.`
  if (mistake !== undefined) throw new LineProtocolError(mistake)
  const object = input as object
  if (Symbol.iterator in object) return (object as Iterable<AnyInput>)[Symbol.iterator]()
  // `Point.from` checks an integer.
  if (record?.precision === undefined) checkDigits((object as Fields)[record?.timeKey ?? 'time'])
  return [Point.from(object, mapping ?? noMapping)][Symbol.iterator]()
}

const WRITABLE = 'pass lines as text or bytes, points, objects, or an iterable of these'
const noMapping: RecordMapping = {}
type Fields = Readonly<Record<string, unknown>>

/** A number has the precision of the write. Text of digits does not: it may be a date, such as 20260131. */
function checkDigits(time: unknown): void {
  if (typeof time === 'string' && isDigits(time)) toNanoseconds(time)
}

/** Returns what cannot be written, as people can read it. */
export function textOf(piece: unknown): string {
  if (typeof piece === 'string') return piece
  if (piece instanceof Uint8Array) return decodeText(piece)
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
