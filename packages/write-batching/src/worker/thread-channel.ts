import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort, Worker } from 'node:worker_threads'
import { OptionError } from '@fluxline/core'
import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import { startTimer } from '@fluxline/internal/timers'
import { SpoolError } from '../errors.ts'
import type { SpoolChannel } from '../spool/commit-queue.ts'
import type { ChannelParts } from '../spool/spool-opening.ts'
import type { LineRange, ReadLimit, RefusedLines, SpoolFrame, SpoolReading, StoreStats } from '../spool/store.ts'
import { FramesOnTheWay, shareBodies } from './frames-on-the-way.ts'
import { KnownLines } from './known-lines.ts'
import { unpackError } from './portable-error.ts'
import type { FromStore, StoreEvent, StoreOpening, ToStore } from './spool-messages.ts'
import type { ToThread } from './worker-messages.ts'
import type { WriterThread } from './writer-thread.ts'

/** After a crash of the thread, another one starts after this delay. */
const RESTART_MS = 1000
/** Bytes that may be on their way to the thread; more wait for it. */
const MAX_BYTES_ON_THE_WAY = 8 * 1024 * 1024
/** How long this thread waits for the other, which may only be starting. */
const MAX_WAIT_MS = 5000
const WAIT_STEP_MS = 20

interface PendingRead {
  readonly lines: LineRange
  readonly limit: ReadLimit
  readonly done: Deferred<SpoolReading>
}

/**
 * Leads to a store in the writer's thread.
 *
 * Frames are kept here, in memory that both threads share, until they are safe: after a crash another thread opens the
 * store, and gets them again.
 */
export class ThreadChannel implements SpoolChannel {
  readonly #parts: ChannelParts
  readonly #thread: WriterThread
  readonly #opening: Omit<StoreOpening, 'port'>
  readonly #opened = deferred()
  readonly #closed = deferred()
  readonly #onTheWay: FramesOnTheWay
  readonly #reads = new Map<number, PendingRead>()
  readonly #known = new KnownLines()
  #port: MessagePort | undefined
  #lastId = 0
  #error: Error | undefined
  #stats: StoreStats = { bytes: 0, segments: 0, oldest: undefined }
  #isOpen = false
  #wasOpened = false
  #hasCrashed = false
  /** Whether waiting for it took too long. */
  #isSlow = false
  #isClosing = false

  /** @throws OptionError if the store cannot be opened in another thread */
  constructor(thread: WriterThread, parts: ChannelParts) {
    const { data, lock, host } = parts
    const { module } = data
    if (module === undefined) {
      const message = '`spool` has no `module` with its store, which a worker thread needs; use createBatchWriter.'
      throw new OptionError(message, { option: 'spool' })
    }
    this.#parts = parts
    this.#thread = thread
    this.#onTheWay = new FramesOnTheWay(() => thread.release())
    const sent = new Int32Array(new SharedArrayBuffer(4))
    this.#opening = { sent, data: { ...data, module }, key: lock.key, server: host.server }
    thread.listen({
      started: (worker) => this.#connect(worker),
      ended: (error) => this.#disconnect(error),
    })
    // The process waits until it is known what there is to send.
    thread.hold()
    void thread.start()
  }

  get opened(): Promise<void> {
    return this.#opened.promise
  }

  get error(): Error | undefined {
    return this.#error
  }

  get stats(): StoreStats {
    return this.#stats
  }

  append(frames: readonly SpoolFrame[]): Promise<void> {
    const id = ++this.#lastId
    const shared = shareBodies(frames)
    for (const frame of frames) this.#known.add(frame)
    if (this.#onTheWay.isEmpty) this.#thread.hold()
    const done = this.#onTheWay.add(id, shared)
    this.#post({ kind: 'append', id, frames: shared })
    if (this.#error) this.#rejectIfNoneMayWait(this.#error)
    else this.#waitWhile(() => this.#isBehind)
    return done
  }

  get waitingLines(): number {
    return this.#onTheWay.lines
  }

  isWaiting(lines: LineRange): boolean {
    return this.#onTheWay.has(lines)
  }

  mustStay(lines: LineRange): boolean {
    return (this.#error !== undefined || this.#isBehind) && this.isWaiting(lines)
  }

  catchUp(): void {
    this.#waitWhile(() => !this.#onTheWay.isEmpty)
  }

  end({ log, from, to }: LineRange): void {
    const lines = { log, from, to }
    this.#known.end(lines)
    this.#onTheWay.end(lines)
    this.#post({ kind: 'end', lines })
  }

  read({ log, from, to }: LineRange, limit: ReadLimit): Promise<SpoolReading> {
    const id = ++this.#lastId
    const read: PendingRead = { lines: { log, from, to }, limit, done: deferred() }
    this.#reads.set(id, read)
    this.#thread.hold()
    this.#post({ kind: 'read', id, lines: read.lines, limit })
    return read.done.promise
  }

  refuse({ destination, body, reason }: RefusedLines): void {
    // A clone of a part of memory has all of it.
    this.#post({ kind: 'refuse', lines: { destination, body: new Uint8Array(body), reason } })
  }

  async close(): Promise<void> {
    this.#isClosing = true
    this.#post({ kind: 'close' })
    if (!this.#isOpen) this.#closed.resolve()
    this.#thread.hold()
    await this.#closed.promise
    this.#thread.release()
    const lost = new SpoolError('The writer was closed before its spool could take these lines.', {
      cause: this.#error,
    })
    this.#onTheWay.reject(lost)
    for (const [id, { lines }] of this.#reads) this.#finishRead(id, { frames: [], next: lines.to })
    this.#openedOnce()
    this.#port?.close()
  }

  /** A thread was started. */
  #connect(worker: Worker): void {
    if (this.#isClosing) return
    const { port1: port, port2 } = new MessageChannel()
    this.#port = port
    port.on('message', (message: FromStore) => {
      if (this.#port === port) this.#receive(message)
    })
    port.unref()
    const message: ToThread = { kind: 'spool', opening: { ...this.#opening, port: port2 } }
    worker.postMessage(message, [port2])
    for (const [id, frames] of this.#onTheWay.calls()) this.#post({ kind: 'append', id, frames })
    for (const [id, { lines, limit }] of this.#reads) this.#post({ kind: 'read', id, lines, limit })
  }

  /** The thread has ended. */
  #disconnect(error: Error): void {
    for (let last; this.#port && (last = receiveMessageOnPort(this.#port));) this.#receive(last.message as FromStore)
    this.#port?.close()
    this.#port = undefined
    this.#isOpen = false
    if (this.#isClosing) return this.#closed.resolve()
    this.#error = error
    this.#rejectIfNoneMayWait(error)
    if (!this.#hasCrashed) this.#parts.host.notify({ kind: 'failing', message: error.message, error })
    this.#hasCrashed = true
    startTimer(RESTART_MS, () => {
      if (!this.#isClosing && !this.#thread.isClosing) void this.#thread.start()
    })
  }

  #post(message: ToStore): void {
    this.#port?.postMessage(message)
  }

  #receive({ event, stats, error }: FromStore): void {
    const hadError = this.#error !== undefined
    this.#stats = stats
    this.#error = error && unpackError(error)
    this.#isSlow = false
    this.#handle(event)
    if (this.#error) this.#rejectIfNoneMayWait(this.#error)
    else if (hadError) this.#parts.written()
  }

  #handle(event: StoreEvent): void {
    const { host } = this.#parts
    if (event.kind === 'appended') this.#onTheWay.finish(event.id)
    else if (event.kind === 'read') this.#finishRead(event.id, event.reading)
    else if (event.kind === 'dropped') host.dropped(event.frames, unpackError(event.reason))
    else if (event.kind === 'opened') this.#reopened()
    else if (event.kind === 'closed') this.#closed.resolve()
    // After a crash, these are lines that are known.
    else if (event.kind === 'recovered' && this.#known.add(event.lines)) host.recovered(event.lines)
    else if (event.kind === 'notice') {
      const { error, ...notice } = event.notice
      host.notify(error ? { ...notice, error: unpackError(error) } : notice)
    }
  }

  #reopened(): void {
    this.#isOpen = true
    this.#openedOnce()
    if (!this.#hasCrashed) return
    this.#hasCrashed = false
    for (const lines of this.#known.ended) this.#post({ kind: 'end', lines })
    this.#parts.host.notify({ kind: 'writable', message: 'The spool takes lines again.' })
  }

  #openedOnce(): void {
    if (this.#wasOpened) return
    this.#wasOpened = true
    this.#opened.resolve()
    this.#thread.release()
  }

  #finishRead(id: number, reading: SpoolReading): void {
    const read = this.#reads.get(id)
    if (read === undefined) return
    this.#reads.delete(id)
    read.done.resolve(reading)
    this.#thread.release()
  }

  /** Frames stay on their way, but nobody waits for them. */
  #rejectIfNoneMayWait(error: Error): void {
    if (this.#parts.data.whenFull === 'throw') this.#onTheWay.reject(error)
  }

  /** Whether the other thread takes less than it gets. */
  get #isBehind(): boolean {
    return this.#onTheWay.bytes > MAX_BYTES_ON_THE_WAY
  }

  /** Blocks this thread while the other one is busy: a store in this thread would block it too. */
  #waitWhile(isNeeded: () => boolean): void {
    const { sent } = this.#opening
    const untilMs = performance.now() + MAX_WAIT_MS
    while (this.#port && this.#error === undefined && !this.#isSlow && isNeeded()) {
      const seen = Atomics.load(sent, 0)
      const next = receiveMessageOnPort(this.#port)
      if (next) this.#receive(next.message as FromStore)
      else if (performance.now() > untilMs) this.#isSlow = true
      else Atomics.wait(sent, 0, seen, WAIT_STEP_MS)
    }
  }
}
