import { copyOptions } from '@fluxline/internal/copy-options'
import { isCollection, maxNesting, nestedTooDeep } from '@fluxline/internal/unwritable'
import { LineProtocolError } from '@fluxline/point'
import type { RecordMapping } from '@fluxline/point'
import type { PendingReceipt } from '../accounting/receipt.ts'
import type { IntakeTarget, WriteTarget } from './write-target.ts'
import { isPiece } from './batch-buffer.ts'
import type { OwnLinesContext } from './encoder-pool.ts'
import { hasLines, isAsyncInput, isObservable, piecesOf } from './input-types.ts'
import type { AnyInput, ObservableInput, Piece } from './input-types.ts'
import { Source } from './source.ts'

/** How the pieces of one input are read. */
export interface Intake {
  readonly target: IntakeTarget | undefined
  readonly receipt: PendingReceipt | undefined
  /** Whether the source can wait while the buffer is full. */
  readonly canWait: boolean
  /** How many inputs this one is in. A bad piece of another input is reported, because the others are good. */
  readonly depth: number
}

/** How the pieces of an input are read that is in no other. */
export const single: Pick<Intake, 'canWait' | 'depth'> = { canWait: true, depth: 0 }

/** What accepts the pieces. */
export interface PieceSink {
  /** Accepts a piece; returns a promise to await if it is full. */
  accept(
    piece: Piece,
    target: IntakeTarget | undefined,
    receipt: PendingReceipt | undefined,
    canWait: boolean,
  ): void | Promise<void>
  /** Returns a promise to await if it is full. */
  whenWritable(target: WriteTarget | undefined): Promise<void> | undefined
  /** Calls a function that accepts all pieces of a collection at once. */
  acceptAll<Result>(target: WriteTarget | undefined, accept: () => Result): Result
  /** Reports a piece that line protocol cannot express. */
  reject(piece: AnyInput, error: Error, target: WriteTarget | undefined, receipt: PendingReceipt | undefined): void
}

/** How inputs become lines. */
export interface LineFormat {
  linesContext(target: WriteTarget | undefined): OwnLinesContext
  mapping(target: WriteTarget | undefined): RecordMapping | undefined
}

/** Reads every input piece by piece, as fast as the sink accepts them. */
export class InputReader {
  readonly #sink: PieceSink
  readonly #format: LineFormat
  /** Iterables that wait for space. */
  readonly #iterating = new Set<Promise<void>>()
  /** Streams and async iterables that are still being read; they set the pace. */
  readonly #streaming = new Set<Promise<void>>()
  readonly #sources = new Set<Source>()
  /** Unsubscribes from each observable. */
  readonly #observed = new Set<() => void>()

  constructor(sink: PieceSink, format: LineFormat) {
    this.#sink = sink
    this.#format = format
  }

  /** Waits for the iterables that are being read, but not for streams and observables, which may never end. */
  async iterablesRead(): Promise<void> {
    await Promise.allSettled(this.#iterating)
  }

  /** Waits for the iterables and streams that are being read. */
  async allRead(): Promise<void> {
    while (this.isReading) {
      await Promise.allSettled([...this.#iterating, ...this.#streaming])
    }
  }

  /** Whether an iterable or a stream is being read. */
  get isReading(): boolean {
    return this.#iterating.size + this.#streaming.size > 0
  }

  /** Unsubscribes from all observables. */
  leaveObservables(): void {
    for (const leave of this.#observed) leave()
  }

  /** Leaves every source, also if it gives nothing: its write rejects with the error, or resolves if there is none. */
  leave(error: Error | undefined): void {
    this.leaveObservables()
    for (const source of this.#sources) source.leave(error)
  }

  /** Reads an input; returns a promise if that takes time. */
  readInput(input: AnyInput, intake: Intake): void | Promise<void> {
    const { target } = intake
    if (isPiece(input)) {
      return this.#rejectBad(intake, input, () => this.#sink.accept(input, target, intake.receipt, intake.canWait))
    }
    if (intake.depth > maxNesting) throw new LineProtocolError(nestedTooDeep)
    if (isObservable(input)) return this.#readObservable(input, intake)
    if (isAsyncInput(input)) return this.#track(this.#streaming, this.#readAsync(input, intake))
    if (isCollection(input)) {
      const pieces = input as Iterable<AnyInput>
      return this.#sink.acceptAll(target, () => this.#readCollection(pieces, intake))
    }
    const pieces = this.#rejectBad(intake, input, () => piecesOf(input, this.#format.mapping(target), target?.record))
    if (pieces === undefined) return undefined
    const each = Symbol.iterator in input ? { ...intake, depth: intake.depth + 1 } : intake
    if (each !== intake && each.canWait && this.#sink.whenWritable(target)) {
      return this.#track(this.#iterating, this.#readRest(undefined, pieces, each))
    }
    let isLeft = true
    try {
      for (let next = pieces.next(); !next.done; next = pieces.next()) {
        const wait = this.readInput(next.value, each)
        if (!wait) continue
        isLeft = false
        return this.#track(this.#iterating, this.#readRest(wait, pieces, each))
      }
      isLeft = false
    } finally {
      if (isLeft) pieces.return?.()
    }
  }

  /** Reads an array or a set at once: the caller may change or reuse it, and the objects in it, afterwards. */
  #readCollection(input: Iterable<AnyInput>, intake: Intake): void | Promise<void> {
    const each = { ...intake, depth: intake.depth + 1 }
    const waits: Promise<void>[] = []
    try {
      for (const piece of input) {
        const wait = this.readInput(piece, each)
        // All that wait for space share one promise.
        if (wait && wait !== waits.at(-1)) waits.push(wait)
      }
    } catch (error) {
      // The caller gets this error instead of theirs.
      void Promise.allSettled(waits)
      throw error
    }
    if (waits.length === 0) return undefined
    const all = Promise.all(waits).then(() => {})
    // Callers that do not await ignore errors too.
    all.catch(() => {})
    return all
  }

  /** Keeps a promise for `flush` and `close`; the caller gets its error. */
  #track(promises: Set<Promise<void>>, reading: Promise<void>): Promise<void> {
    const end = (): void => void promises.delete(tracked)
    const tracked: Promise<void> = reading.then(end, end)
    promises.add(tracked)
    return reading
  }

  /** Continues an iterable that had to wait. */
  async #readRest(first: Promise<void> | undefined, pieces: Iterator<AnyInput>, each: Intake): Promise<void> {
    const own = keepTarget(each)
    let isLeft = true
    try {
      await first
      for (;;) {
        // Another source that waited may have filled the buffer again.
        for (let wait = this.#whenWritable(own); wait; wait = this.#whenWritable(own)) await wait
        const next = pieces.next()
        if (next.done) break
        await this.readInput(next.value, own)
      }
      isLeft = false
    } finally {
      if (isLeft) pieces.return?.()
    }
  }

  async #readAsync(input: AnyInput, intake: Intake): Promise<void> {
    const own = keepTarget(intake).target
    const context = this.#format.linesContext(own)
    const ofLines = { ...own, precision: context.precision, areTimesRight: true }
    const target = hasLines(input) ? ofLines : own
    const each = { ...intake, target, depth: intake.depth + 1, canWait: true }
    const source = new Source(input, context)
    this.#sources.add(source)
    try {
      for await (const piece of source) {
        for (let wait = this.#whenWritable(each); wait; wait = this.#whenWritable(each)) await wait
        await this.readInput(piece, each)
      }
    } finally {
      this.#sources.delete(source)
    }
  }

  #whenWritable({ target }: Intake): Promise<void> | undefined {
    return this.#sink.whenWritable(target)
  }

  #readObservable(input: ObservableInput<AnyInput>, intake: Intake): Promise<void> {
    const each = { ...keepTarget(intake), depth: intake.depth + 1, canWait: false }
    return new Promise((resolve, reject) => {
      const waits = new Set<Promise<void>>()
      let subscription: { unsubscribe(): void } | undefined
      const leave = (): void => {
        if (!this.#observed.delete(leave)) return
        end()
        resolve()
      }
      const end = (): void => {
        try {
          subscription?.unsubscribe()
        } catch (error) {
          reject(error)
        }
      }
      const fail = (error: unknown): void => {
        reject(error)
        leave()
      }
      const next = (piece: AnyInput): void => {
        if (!this.#observed.has(leave)) return
        try {
          const wait = this.readInput(piece, each)
          if (!wait) return
          waits.add(wait)
          wait.then(() => waits.delete(wait), fail)
        } catch (error) {
          fail(error)
        }
      }
      const complete = (): void => {
        Promise.all(waits).then(leave, fail)
      }
      this.#observed.add(leave)
      try {
        subscription = input.subscribe({ next, error: fail, complete })
      } catch (error) {
        fail(error)
      }
      // It may have failed while it was subscribed to.
      if (!this.#observed.has(leave)) end()
    })
  }

  /** Accepts a piece; one of several that line protocol cannot express is reported instead. */
  #rejectBad<Result>(intake: Intake, piece: AnyInput, accept: () => Result): Result | undefined {
    try {
      return accept()
    } catch (error) {
      if (intake.depth === 0 || (Object(error) as { code?: unknown }).code !== 'FLUXLINE_LINE_PROTOCOL') throw error
      this.#sink.reject(piece, error as Error, intake.target, intake.receipt)
      return undefined
    }
  }
}

/** Returns an intake whose target stays as it is now, while its input is read: the caller may change it for the next write. */
function keepTarget(intake: Intake): Intake {
  return { ...intake, target: copyOptions(intake.target) }
}
