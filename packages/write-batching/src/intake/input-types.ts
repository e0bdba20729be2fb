import type { LineContext, LinesWritable, LineWritable } from '@fluxline/core'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { LineProtocolError, Point } from '@fluxline/point'
import type { RecordMapping } from '@fluxline/point'
import type { Observable } from 'rxjs'

/** An object that becomes a point by a mapping. */
export type PlainRecord = { readonly [key: string]: unknown }

/** All that a batch writer takes. */
export type BatchInput =
  | string
  | Uint8Array
  | LineWritable
  | LinesWritable
  | PlainRecord
  | Iterable<BatchInput>
  | AsyncIterable<BatchInput>
  | ReadableStream<BatchInput>
  | Observable<BatchInput>

/** What becomes lines by itself. */
export type Piece = string | Uint8Array | LineWritable

/** InfluxDB takes strings of up to 64 KiB. */
const MAX_OPEN_BYTES = 1024 * 1024

const lines: LinesKey = Symbol.for('fluxline.lines') as LinesKey
type LinesKey = keyof LinesWritable & symbol

export function isPiece(input: BatchInput): input is Piece {
  return typeof input === 'string' || input instanceof Uint8Array || (isObject(input) && 'toLineProtocol' in input)
}

export function isObservable(input: BatchInput): input is Observable<BatchInput> {
  return isObject(input) && 'subscribe' in input && typeof input.subscribe === 'function'
}

/** Whether the pieces of an input must be waited for. */
export function isAsyncInput(input: BatchInput): boolean {
  return isObject(input) && (Symbol.asyncIterator in input || 'getReader' in input || lines in input)
}

/** The pieces of an iterable, or the point that a plain object becomes. @throws LineProtocolError on neither */
export function piecesOf(input: BatchInput, mapping: RecordMapping | undefined): Iterator<BatchInput> {
  if (!isObject(input)) {
    const value = textOf(input)
    throw new LineProtocolError(
      `Cannot write ${value}; give lines as text or bytes, points, objects, or an iterable of these.`,
      { value },
    )
  }
  if (Symbol.iterator in input) return (input as Iterable<BatchInput>)[Symbol.iterator]()
  return [Point.from(input, mapping)][Symbol.iterator]()
}

/** What cannot be written, as people can read it. */
export function textOf(piece: unknown): string {
  if (typeof piece === 'string') return piece
  if (piece instanceof Uint8Array) return new TextDecoder().decode(piece)
  try {
    if (isPiece(piece as BatchInput)) return (piece as LineWritable).toLineProtocol(lenient as LineContext) ?? ''
    return (
      JSON.stringify(piece, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)) ?? typeof piece
    )
  } catch {
    return Object.prototype.toString.call(piece)
  }
}

const lenient = { nonFinite: 'omit', trailingBackslash: 'pad' }

/** The pieces of an input that must be waited for. Text and bytes of a stream are cut anywhere: whole lines come out. */
export function asyncPiecesOf(
  input: BatchInput,
  options: LineContext,
): AsyncIterable<BatchInput> | Iterable<BatchInput> {
  if (lines in (input as object)) return (input as LinesWritable)[lines](options)
  if ('getReader' in (input as object)) return wholeLines(readerOf(input as ReadableStream<BatchInput>))
  return 'pipe' in (input as object)
    ? wholeLines(input as AsyncIterable<BatchInput>)
    : (input as AsyncIterable<BatchInput>)
}

async function* wholeLines(chunks: AsyncIterable<BatchInput>): AsyncGenerator<BatchInput> {
  const encoder = new TextEncoder()
  let rest: Uint8Array = new Uint8Array(0)
  let text = ''
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      // A character beyond U+FFFF may be cut in two between chunks of text.
      text += chunk
      if (!chunk.includes('\n')) continue
      rest = concat(rest, encoder.encode(text))
      text = ''
    } else if (chunk instanceof Uint8Array) {
      rest = concat(rest, chunk)
      if (!chunk.includes(10)) continue
    } else {
      yield chunk
      continue
    }
    const end = endOfWholeLines(rest) || endOfBroken(rest)
    if (end > 0) yield rest.subarray(0, end)
    rest = rest.subarray(end)
  }
  const last = concat(rest, encoder.encode(text))
  if (last.length > 0) yield last
}

/** Some browsers cannot iterate a stream. */
async function* readerOf(stream: ReadableStream<BatchInput>): AsyncGenerator<BatchInput> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** Where the last line that is all there ends; a newline within quotes ends none. */
function endOfWholeLines(bytes: Uint8Array): number {
  const scanner = new LineScanner(bytes)
  let end = 0
  while (scanner.nextLine()) if (scanner.isTerminated) end = bytes.indexOf(10, scanner.end) + 1
  return end
}

/** A quote that never closes would keep all that follows in memory; beyond so many bytes its newlines end lines again. */
function endOfBroken(bytes: Uint8Array): number {
  return bytes.length < MAX_OPEN_BYTES ? 0 : bytes.lastIndexOf(10) + 1
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null
}
