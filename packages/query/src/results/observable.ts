/** What an observable tells; each member may be left out. */
export interface RecordObserver<Value> {
  readonly next?: ((value: Value) => void) | undefined
  /** Without it an error is an unhandled rejection, so that none passes unseen. */
  readonly error?: ((error: unknown) => void) | undefined
  readonly complete?: (() => void) | undefined
  /** Whether it wants no more, as rxjs says it of its subscribers. */
  readonly closed?: boolean | undefined
}

/** A query that is under way. */
export interface RecordSubscription {
  readonly closed: boolean
  /** Ends the request and closes its socket at once. */
  unsubscribe(): void
}

/**
 * A query that is sent for each subscriber, as `from` of rxjs and other libraries of observables take it.
 *
 * It can be looped over too.
 */
export interface RecordObservable<Value> extends AsyncIterable<Value> {
  /** An exception of `next` ends the request and is told to `error`. */
  subscribe(observer: RecordObserver<Value> | ((value: Value) => void)): RecordSubscription
}

/** An observable of what `open` gives; its signal ends the request. */
export function recordObservable<Value>(
  open: (signal: AbortSignal | undefined) => AsyncIterableIterator<Value>,
  outer: AbortSignal | undefined,
): RecordObservable<Value> {
  const observable: RecordObservable<Value> = {
    subscribe(observer) {
      const ending = new AbortController()
      const signal = outer ? AbortSignal.any([outer, ending.signal]) : ending.signal
      const subscription = new Subscription(ending)
      void tell(open(signal), typeof observer === 'function' ? { next: observer } : observer, subscription)
      return subscription
    },
    [Symbol.asyncIterator]: () => open(outer),
  }
  // rxjs knows others by `Symbol.observable` where there is one when it is loaded, and else by the text.
  for (const key of ['@@observable', (Symbol as { observable?: symbol }).observable]) {
    if (key !== undefined) Object.defineProperty(observable, key, { value: () => observable })
  }
  return observable
}

class Subscription implements RecordSubscription {
  readonly #ending: AbortController
  #closed = false

  constructor(ending: AbortController) {
    this.#ending = ending
  }

  get closed(): boolean {
    return this.#closed
  }

  unsubscribe(): void {
    this.close()
    this.#ending.abort()
  }

  /** Nothing is told from here on. */
  close(): void {
    this.#closed = true
  }
}

async function tell<Value>(
  values: AsyncIterable<Value>,
  observer: RecordObserver<Value>,
  subscription: Subscription,
): Promise<void> {
  try {
    for await (const value of values) {
      // A record that was under way when the subscriber left.
      if (subscription.closed) return
      observer.next?.(value)
      if (observer.closed) subscription.unsubscribe()
      if (subscription.closed) return
    }
  } catch (error) {
    if (subscription.closed) return
    subscription.close()
    if (!observer.error) throw error
    observer.error(error)
    return
  }
  if (subscription.closed) return
  subscription.close()
  observer.complete?.()
}
