import { decodeText } from '@fluxline/internal/decode-text'
import { LineProtocolError } from '@fluxline/point'
import type { BatchInput, WriteTarget } from '@fluxline/write-batching'
import type { PoisonError } from '../errors.ts'
import type { Piece } from './pieces.ts'
import { joinLines, stampLines } from './stamp-lines.ts'
import type { Stamp } from './stamp.ts'

/** Lines for one `submit`. */
export interface Part {
  readonly input: BatchInput<object>
  readonly target: WriteTarget | undefined
  /** Bytes of text in it. */
  readonly bytes: number
}

/** A message as it is submitted. */
export interface StampedPieces {
  readonly parts: readonly Part[]
  /** Lines that are not submitted, with the reasons. */
  readonly rejected: PoisonError['rejected']
}

const linesKey: unique symbol = Symbol.for('fluxline.lines')
const encoder = new TextEncoder()

/**
 * Gives a time to each line, point and object that has none, by the order in which they are.
 *
 * @param stamp gives the times; text instead is the reason why such lines are rejected
 */
export function stampPieces(
  pieces: readonly Piece[],
  target: WriteTarget | undefined,
  stamp: Stamp | string,
): StampedPieces {
  return new Stamping(target, stamp).stampAll(pieces)
}

class Stamping {
  readonly #target: WriteTarget | undefined
  readonly #stamp: Stamp | string
  readonly #kept: Piece[] = []
  readonly #stamped: Uint8Array[] = []
  readonly #rejected: { line: string; reason: string }[] = []
  #line = 0
  #keptBytes = 0

  constructor(target: WriteTarget | undefined, stamp: Stamp | string) {
    this.#target = target
    this.#stamp = stamp
  }

  stampAll(pieces: readonly Piece[]): StampedPieces {
    for (const piece of pieces) {
      if (typeof piece === 'string') this.#addText(encoder.encode(piece))
      else if (piece instanceof Uint8Array) this.#addText(piece)
      else this.#addObject(piece)
    }
    const parts: Part[] = []
    const [first] = this.#kept
    // A single text takes the writer's fastest way.
    const input = (this.#kept.length === 1 ? first : this.#kept) as BatchInput<object>
    if (first !== undefined) parts.push({ input, target: this.#target, bytes: this.#keptBytes })
    if (this.#stamped.length > 0) {
      const text = joinLines(this.#stamped)
      parts.push({ input: text, target: { ...this.#target, precision: 'ns' }, bytes: text.length })
    }
    return { parts, rejected: this.#rejected }
  }

  #addText(text: Uint8Array): void {
    const first = this.#line
    const { timed, stamped, lines } = stampLines(text, (line, at) => this.#stampLine(line, first + at))
    this.#line += lines
    for (const line of stamped) this.#stamped.push(line)
    if (timed) this.#keep(timed, timed.length)
  }

  #stampLine(line: Uint8Array, at: number): Uint8Array | undefined {
    if (typeof this.#stamp === 'string') {
      this.#rejected.push({ line: decodeText(line), reason: this.#stamp })
      return undefined
    }
    return stampedLine(line, this.#stamp(at))
  }

  #addObject(piece: object): void {
    const at = this.#line++
    // A message that is not an object, such as the number 5: the writer says what is wrong with it.
    if (Object(piece) !== piece || hasTime(piece)) this.#keep(piece, 0)
    else if (linesKey in piece) this.#keep(new TimedLines(piece as ToLines), 0)
    else if ('toLineProtocol' in piece) this.#keep(new StampedObject(piece as ToLine, this.#stampOf(at)), 0)
    else this.#addRecord(piece, at)
  }

  #addRecord(record: object, at: number): void {
    const { timeKey = 'time' } = this.#target?.record ?? {}
    const time = (record as Readonly<Record<string, unknown>>)[timeKey]
    if (time !== undefined && time !== null) return this.#keep(record, 0)
    if (typeof this.#stamp === 'string') {
      this.#rejected.push({ line: JSON.stringify(record, textOfBigint), reason: this.#stamp })
      return
    }
    const own = { value: { epochNanoseconds: this.#stamp(at) }, enumerable: true }
    this.#keep(Object.create(record, { ...ownMembers(record), [timeKey]: own }) as object, 0)
  }

  #stampOf(at: number): () => bigint {
    const stamp = this.#stamp
    return () => {
      if (typeof stamp === 'string') throw new LineProtocolError(stamp)
      return stamp(at)
    }
  }

  #keep(piece: Piece, bytes: number): void {
    this.#kept.push(piece)
    this.#keptBytes += bytes
  }
}

interface ToLine {
  toLineProtocol(context?: unknown): string | undefined
}

/** A point without a time, or an object that may have one. A writer asks it for nanoseconds. */
class StampedObject implements ToLine {
  readonly #object: ToLine
  readonly #stamp: () => bigint

  constructor(object: ToLine, stamp: () => bigint) {
    this.#object = object
    this.#stamp = stamp
  }

  toLineProtocol(context?: unknown): string | undefined {
    const line = this.#object.toLineProtocol(context)
    if (!line) return line
    const { timed, stamped } = stampLines(encoder.encode(line), (bytes) => stampedLine(bytes, this.#stamp()))
    return stamped.length === 0 ? line : decodeText(joinLines([...(timed ? [timed] : []), ...stamped])).trimEnd()
  }
}

interface ToLines {
  [linesKey](context?: unknown): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** An object that writes its lines, such as those of an Arrow table. Its lines must have times. */
class TimedLines implements ToLines {
  readonly #object: ToLines

  constructor(object: ToLines) {
    this.#object = object
  }

  async *[linesKey](context?: unknown): AsyncGenerator<Uint8Array> {
    for await (const lines of this.#object[linesKey](context)) {
      stampLines(lines, () => {
        throw new LineProtocolError('Lines of a table need times; pass its time column')
      })
      yield lines
    }
  }
}

/** Whether a point says that it has a time. */
function hasTime(piece: object): boolean {
  return 'toLineProtocol' in piece && (piece as { timestamp?: unknown }).timestamp !== undefined
}

function stampedLine(line: Uint8Array, time: bigint): Uint8Array {
  const end = encoder.encode(` ${time}`)
  const whole = new Uint8Array(line.length + end.length)
  whole.set(line)
  whole.set(end, line.length)
  return whole
}

function ownMembers(record: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(record)
}

function textOfBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
