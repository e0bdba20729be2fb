import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import { startTimer } from '@fluxline/internal/timers'
import { SpoolError, SpoolFullError } from '../errors.ts'
import { overlaps } from '../backlog/spool-entry.ts'
import type { WhenFull } from './spool.ts'
import type { Appended, LineRange, ReadLimit, RefusedLines, SpoolFrame, SpoolReading, SpoolStore } from './store.ts'
import type { SpoolNotice, StoreStats } from './store.ts'

/** A store fails for as long as its disk does: it is asked again after this delay. */
const RETRY_MS = 1000
const RETRY_BYTES = 4 * 1024 * 1024

/** What a writer's part of a spool calls: a store in this thread, or in another. */
export interface SpoolChannel {
  /** Resolves when the store is open and has announced what it recovered. */
  readonly opened: Promise<void>
  /** Why lines cannot be appended now. */
  readonly error: Error | undefined
  readonly stats: StoreStats
  /** Appends frames. Returns nothing if they are safe, or a promise; it rejects if the spool is full and must not wait. */
  append(frames: readonly SpoolFrame[]): Promise<void> | undefined
  /** How many lines are not in the store yet. */
  readonly waitingLines: number
  /** Whether some of these lines are not in the store yet. */
  isWaiting(lines: LineRange): boolean
  /** Whether these lines must be sent from memory, because the store cannot take them now. */
  mustStay(lines: LineRange): boolean
  /** Waits, for a moment at most and without a turn of the event loop, until the store has what was appended. */
  catchUp(): void
  end(lines: LineRange): void
  read(lines: LineRange, limit: ReadLimit): Promise<SpoolReading>
  refuse(lines: RefusedLines): void
  /** Ends it. Promises of lines that are not in the store reject. */
  close(): Promise<void>
}

/** Frames of one call that wait for the store. */
interface Round {
  left: number
  readonly done: Deferred<void>
}

interface WaitingFrame {
  readonly frame: SpoolFrame
  readonly round: Round
}

/** Appends frames to a store in their order, and keeps them while the store cannot take them. */
export class CommitQueue implements SpoolChannel {
  readonly opened: Promise<void> = Promise.resolve()
  readonly #store: SpoolStore
  readonly #whenFull: WhenFull
  readonly #notify: (notice: SpoolNotice) => void
  readonly #written: () => void
  #waiting: WaitingFrame[] = []
  #cancelRetry: (() => void) | undefined
  #error: Error | undefined
  /** The reason that was notified last; the notices do not repeat themselves. */
  #notified: string | undefined
  #isAppending = false

  /** @param written called when frames that waited are in the store */
  constructor(store: SpoolStore, whenFull: WhenFull, notify: (notice: SpoolNotice) => void, written: () => void) {
    this.#store = store
    this.#whenFull = whenFull
    this.#notify = notify
    this.#written = written
  }

  get error(): Error | undefined {
    return this.#error
  }

  get stats(): StoreStats {
    return this.#store.stats
  }

  append(frames: readonly SpoolFrame[]): Promise<void> | undefined {
    const { count, durable } = this.#waiting.length === 0 ? this.#appendNow(frames) : none
    if (count === frames.length) return durable
    const round: Round = { left: frames.length - count, done: deferred() }
    for (const frame of frames.slice(count)) {
      // A Buffer's `slice` copies nothing.
      this.#waiting.push({ frame: { ...frame, body: new Uint8Array(frame.body) }, round })
    }
    if (this.#whenFull === 'throw') {
      round.done.promise.catch(() => {})
      return Promise.reject(this.#error)
    }
    return durable ? Promise.all([durable, round.done.promise]).then(() => {}) : round.done.promise
  }

  get waitingLines(): number {
    return this.#waiting.reduce((sum, { frame }) => sum + frame.to - frame.from, 0)
  }

  isWaiting(lines: LineRange): boolean {
    return this.#waiting.some(({ frame }) => overlaps(frame, lines))
  }

  mustStay(lines: LineRange): boolean {
    return this.#error !== undefined && this.isWaiting(lines)
  }

  catchUp(): void {
    // It is in the store, or waits because that fails.
  }

  end(lines: LineRange): void {
    // Lines that were sent from memory need the disk no longer.
    if (this.#waiting.length > 0) {
      this.#remove(({ frame }) => frame.log === lines.log && frame.from >= lines.from && frame.to <= lines.to)
    }
    this.#store.end(lines)
  }

  read(lines: LineRange, limit: ReadLimit): Promise<SpoolReading> {
    return this.#store.read(lines, limit)
  }

  refuse(lines: RefusedLines): void {
    this.#store.refuse(lines)
  }

  /** Appends what waits, now that there may be space. */
  retry(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    // The store may free space while it is appended to.
    if (this.#isAppending) return
    if (this.#waiting.length === 0) this.#error = undefined
    while (this.#waiting.length > 0) {
      const some = this.#firstFrames()
      const { count, durable } = this.#appendNow(some.map(({ frame }) => frame))
      for (const { round } of this.#waiting.splice(0, count)) {
        if (--round.left === 0) round.done.resolve(durable)
      }
      if (count < some.length) break
    }
    this.#written()
  }

  async close(): Promise<void> {
    if (this.#waiting.length > 0) this.retry()
    this.#cancelRetry?.()
    const lost = new SpoolError('The writer was closed before its spool could take these lines.', {
      cause: this.#error,
    })
    for (const { round } of this.#waiting.splice(0)) round.done.reject(lost)
    await this.#store.close()
  }

  #firstFrames(): WaitingFrame[] {
    let bytes = 0
    const end = this.#waiting.findIndex(({ frame }) => (bytes += frame.body.length) >= RETRY_BYTES)
    return this.#waiting.slice(0, end === -1 ? undefined : end + 1)
  }

  /** Appends as many frames as the store takes, and makes space for the rest if it may. */
  #appendNow(frames: readonly SpoolFrame[]): Appended {
    let count = 0
    const durable: Promise<void>[] = []
    this.#isAppending = true
    for (;;) {
      const appended = this.#store.append(frames.slice(count))
      count += appended.count
      if (appended.durable) durable.push(appended.durable)
      const { error } = appended
      const mayDrop = this.#whenFull === 'drop-oldest' && error instanceof SpoolFullError
      if (mayDrop && this.#store.dropOldest()) continue
      this.#isAppending = false
      this.#report(error)
      return { count, durable: durable.length > 1 ? Promise.all(durable).then(() => {}) : durable[0] }
    }
  }

  /** Tells once that the store fails, and once that it works again. */
  #report(error: Error | undefined): void {
    this.#error = error
    if (error) this.#cancelRetry ??= startTimer(RETRY_MS, () => this.retry())
    const reason = error && `${error.name} ${codeOf(error.cause)}`
    if (reason === this.#notified) return
    this.#notified = reason
    if (error === undefined) this.#notify({ kind: 'writable', message: 'The spool takes lines again.' })
    else this.#notify({ kind: error instanceof SpoolFullError ? 'full' : 'failing', message: error.message, error })
  }

  #remove(isDone: (waiting: WaitingFrame) => boolean): void {
    this.#waiting = this.#waiting.filter((waiting) => {
      if (!isDone(waiting)) return true
      if (--waiting.round.left === 0) waiting.round.done.resolve()
      return false
    })
    if (this.#waiting.length === 0) this.retry()
  }
}

const none: Appended = { count: 0 }

function codeOf(cause: unknown): string {
  return String((cause as { code?: unknown } | undefined)?.code)
}
