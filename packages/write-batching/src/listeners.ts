import { callBack } from '@fluxline/internal/call-back'
import { EventSubject } from '@fluxline/internal/event-subject'
import type { EventObservable } from '@fluxline/internal/event-subject'
import type { Batch } from './accounting/batch.ts'
import { channels } from './channels.ts'
import { callbackNames, createEvent, warnFaultyCallback, warnUnreportedLoss } from './events.ts'
import type { BatchCallbacks, Emit, EventDetails, LinesWriterEvent, WriterEvent } from './events.ts'
import type { SpoolNotice } from './spool/store.ts'

/** Calls a function, and tells those who listen what happens meanwhile when it has ended. */
export type TellAfter = (act: () => void) => void

interface Told {
  /** Whether someone got the event, and may keep its lines. */
  readonly isTold: boolean
  /** What the callback returned. */
  readonly returned?: unknown
}

/**
 * Tells callbacks, subscribers and diagnostics channels what happens to batches; warns once if lines are lost and nothing is
 * listening. A channel's subscriber watches all writers of the process, and does not count: it may be a counter.
 */
export class Listeners {
  readonly #callbacks: BatchCallbacks
  readonly #client: object
  readonly #now: () => number
  readonly #subject = new EventSubject<WriterEvent>()
  readonly #faulty = new Set<keyof BatchCallbacks>()
  #hasReceipts = false
  #warning: Promise<void> | undefined
  /** What listeners get later; `undefined` if they get it at once. */
  #later: (() => void)[] | undefined

  constructor(callbacks: BatchCallbacks, client: object, now: () => number) {
    this.#callbacks = callbacks
    this.#client = client
    this.#now = now
  }

  readonly emit: Emit = (type, batch, details) => this.#tell(type, batch, details).isTold

  /** Reports a retry; returns false if the callback calls it off. */
  readonly askForRetry = (batch: Batch, details: EventDetails): boolean =>
    this.#tell('retry', batch, details).returned !== false

  /** Calls a function, and tells what happens meanwhile when it has ended: a callback may write more. */
  readonly tellAfter: TellAfter = (act) => {
    if (this.#later) return act()
    const later: (() => void)[] = []
    this.#later = later
    try {
      act()
    } finally {
      this.#later = undefined
      for (const tell of later) tell()
    }
  }

  #tell(type: LinesWriterEvent['type'], batch: Batch, details: EventDetails | undefined): Told {
    const callback = this.#callbacks[callbackNames[type]]
    const isReported = callback !== undefined || this.#subject.observed
    const isLoss = type === 'error' || type === 'rejected' || type === 'drop'
    const mustWarn = isLoss && !isReported && !this.#hasReceipts && !this.#warning
    const isWatched = channels?.[type].hasSubscribers ?? false
    const isTold = isReported || isWatched
    if (!isTold && !mustWarn) return { isTold }
    const event = createEvent(type, batch, this.#now(), details)
    if (this.#later) {
      this.#later.push(() => this.#tellNow(event, mustWarn))
      return { isTold: true }
    }
    return { isTold, returned: this.#tellNow(event, mustWarn) }
  }

  /** Returns what the callback returned. */
  #tellNow(event: LinesWriterEvent, mustWarn: boolean): unknown {
    const { type } = event
    const callback = this.#callbacks[callbackNames[type]]
    const onFault = (error: unknown): void => this.#onFault(callbackNames[type], error)
    const returned = callback && callBack(callback as (event: WriterEvent) => unknown, event, onFault)
    this.#subject.next(event)
    if (channels?.[type].hasSubscribers) channels[type].publish(event)
    if (mustWarn) this.#warning ??= warnUnreportedLoss(event, this.#client)
    return returned
  }

  /** Tells what happened to the spool. */
  readonly notify = (notice: SpoolNotice): void => {
    if (this.#later) {
      this.#later.push(() => this.notify(notice))
      return
    }
    const event = { type: 'spool', ...notice } as const
    const { onSpool } = this.#callbacks
    if (onSpool) callBack(onSpool, event, (error) => this.#onFault('onSpool', error))
    this.#subject.next(event)
    channels?.spool.publish(event)
  }

  get events(): EventObservable<WriterEvent> {
    return this.#subject.observable
  }

  /** Whether something is listening for lines that are given up. */
  get hearLosses(): boolean {
    return this.#callbacks.onError !== undefined || this.#subject.observed
  }

  /** Counts receipts as listening. */
  addReceipt(): void {
    this.#hasReceipts = true
  }

  /** Resolves when the process has shown the warning, if there was one: the caller may end the process. */
  async warned(): Promise<void> {
    await this.#warning
  }

  end(): void {
    this.#subject.complete()
  }

  #onFault(name: keyof BatchCallbacks, error: unknown): void {
    if (!this.#faulty.has(name)) warnFaultyCallback(name, error)
    this.#faulty.add(name)
  }
}
