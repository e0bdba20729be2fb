import type { LineContext, Org } from '@fluxline/core'
import type { Precision, RecordMapping } from '@fluxline/point'
import { Subscription } from 'rxjs'
import type { Observable } from 'rxjs'
import { asyncPiecesOf, isAsyncInput, isObservable, isPiece, piecesOf } from './input-types.ts'
import type { BatchInput, Piece } from './input-types.ts'
import type { OpenReceipt } from '../accounting/receipt.ts'

/** So many arrays may wait for room at a time; of more, what does not fit is dropped and reported. */
const MAX_WAITING = 1000

/** Where the lines of one write go, and how plain objects become points. */
export interface WriteTarget {
  /** @defaultValue the writer's */
  readonly bucket?: string | undefined
  /** @defaultValue the writer's */
  readonly org?: Org | undefined
  /** @defaultValue the writer's */
  readonly precision?: Precision | undefined
  /** How plain objects are read. @defaultValue `{ measurement, tags, fields, time }` */
  readonly record?: RecordMapping | undefined
}

/** How the pieces of one input are taken. */
export interface Intake {
  readonly target: WriteTarget | undefined
  readonly receipt: OpenReceipt | undefined
  /** Whether the source can be asked to wait while the buffer is full. */
  readonly canWait: boolean
  /** Whether this is one of several pieces: a bad one is reported then, for the others are good. */
  readonly isOneOfMany: boolean
}

/** Where the pieces go. */
interface PieceSink {
  /** Gives a promise to wait for where there is no room for more. */
  take(piece: Piece, intake: Intake): void | Promise<void>
  /** What to wait for where there is no room. */
  room(): Promise<void> | undefined
  /** Reports a piece that line protocol cannot say. */
  refuse(piece: BatchInput, error: Error, intake: Intake): void
  lineOptions(target: WriteTarget | undefined): LineContext
  mapping(target: WriteTarget | undefined): RecordMapping | undefined
}

/** Reads whatever can be written, piece by piece, at the pace of who takes the pieces. */
export class Reader {
  readonly #sink: PieceSink
  /** Iterables that wait for room. */
  readonly #iterating = new Set<Promise<void>>()
  /** Streams and async iterables that are still being read: their pace is not ours. */
  readonly #streaming = new Set<Promise<void>>()
  readonly #observed = new Subscription()

  constructor(sink: PieceSink) {
    this.#sink = sink
  }

  /** Waits for the iterables that are being read now, and neither for streams nor for observables, which may never end. */
  async iterablesRead(): Promise<void> {
    await Promise.allSettled(this.#iterating)
  }

  /** Waits for the iterables and streams that are being read. */
  async allRead(): Promise<void> {
    while (this.#iterating.size + this.#streaming.size > 0) {
      await Promise.allSettled([...this.#iterating, ...this.#streaming])
    }
  }

  leaveObservables(): void {
    this.#observed.unsubscribe()
  }

  /** Takes an input; gives a promise where that needs time. */
  read(input: BatchInput, intake: Intake): void | Promise<void> {
    if (isPiece(input)) return this.#guard(intake, input, () => this.#sink.take(input, intake))
    if (isObservable(input)) return this.#readObservable(input, intake)
    if (isAsyncInput(input)) return this.#track(this.#streaming, this.#readAsync(input, intake))
    const { target } = intake
    const pieces = this.#guard(intake, input, () => piecesOf(input, this.#sink.mapping(target)))
    if (pieces === undefined) return undefined
    const each = Symbol.iterator in input ? this.#eachOf(input, intake) : intake
    if (each !== intake && each.canWait && this.#sink.room()) {
      return this.#track(this.#iterating, this.#readOn(undefined, pieces, each))
    }
    let isLeft = true
    try {
      for (let next = pieces.next(); !next.done; next = pieces.next()) {
        const wait = this.read(next.value, each)
        if (!wait) continue
        isLeft = false
        return this.#track(this.#iterating, this.#readOn(wait, pieces, each))
      }
      isLeft = false
    } finally {
      if (isLeft) pieces.return?.()
    }
  }

  /** How the pieces of an iterable are taken. */
  #eachOf(input: object, intake: Intake): Intake {
    // An array that waits is kept in memory, and whoever does not wait for it gives the next one.
    const isOneTooMany = Array.isArray(input) && !intake.isOneOfMany && this.#iterating.size >= MAX_WAITING
    return { ...intake, isOneOfMany: true, canWait: intake.canWait && !isOneTooMany }
  }

  /** A promise that flush and close wait for; whoever wrote gets its error. */
  #track(under: Set<Promise<void>>, reading: Promise<void>): Promise<void> {
    const end = (): void => void under.delete(tracked)
    const tracked: Promise<void> = reading.then(end, end)
    under.add(tracked)
    return reading
  }

  /** Goes on with an iterable that had to wait. */
  async #readOn(wait: Promise<void> | undefined, pieces: Iterator<BatchInput>, each: Intake): Promise<void> {
    let isLeft = true
    try {
      await wait
      for (;;) {
        // Another who waited for it may have taken the room.
        for (let room = this.#sink.room(); room; room = this.#sink.room()) await room
        const next = pieces.next()
        if (next.done) break
        await this.read(next.value, each)
      }
      isLeft = false
    } finally {
      if (isLeft) pieces.return?.()
    }
  }

  async #readAsync(input: BatchInput, intake: Intake): Promise<void> {
    const each = { ...intake, isOneOfMany: true, canWait: true }
    for await (const piece of asyncPiecesOf(input, this.#sink.lineOptions(intake.target))) {
      for (let room = this.#sink.room(); room; room = this.#sink.room()) await room
      await this.read(piece, each)
    }
  }

  #readObservable(input: Observable<BatchInput>, intake: Intake): Promise<void> {
    const each = { ...intake, isOneOfMany: true, canWait: false }
    return new Promise((resolve, reject) => {
      const subscription = new Subscription(resolve)
      const waits = new Set<Promise<void>>()
      const fail = (error: unknown): void => {
        reject(error)
        subscription.unsubscribe()
      }
      const next = (piece: BatchInput): void => {
        try {
          const wait = this.read(piece, each)
          if (!wait) return
          waits.add(wait)
          wait.then(() => waits.delete(wait), fail)
        } catch (error) {
          fail(error)
        }
      }
      const complete = (): void => {
        Promise.all(waits).then(() => subscription.unsubscribe(), fail)
      }
      this.#observed.add(subscription)
      subscription.add(input.subscribe({ next, error: fail, complete }))
    })
  }

  /** Takes a piece in; one of many that line protocol cannot say is reported instead. */
  #guard<Result>(intake: Intake, piece: BatchInput, take: () => Result): Result | undefined {
    try {
      return take()
    } catch (error) {
      if (!intake.isOneOfMany || (error as { code?: unknown }).code !== 'FLUXLINE_LINE_PROTOCOL') throw error
      this.#sink.refuse(piece, error as Error, intake)
      return undefined
    }
  }
}
