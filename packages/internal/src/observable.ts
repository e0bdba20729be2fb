/** The callbacks of a subscriber; each may be left out. */
export interface RecordObserver<Value> {
  readonly next?: ((value: Value) => void) | undefined
  /** Without it an error is an unhandled rejection, so that none goes unnoticed. */
  readonly error?: ((error: unknown) => void) | undefined
  readonly complete?: (() => void) | undefined
  /** Whether the subscriber wants no more values, as rxjs sets it on its subscribers. */
  readonly closed?: boolean | undefined
}

/** A running query of an observable. */
export interface RecordSubscription {
  readonly closed: boolean
  /** Ends the request and closes its socket at once. */
  unsubscribe(): void
}

/**
 * A query that is sent for each subscriber, as `from` of rxjs and other observable libraries take it.
 *
 * It can be used in a loop too.
 */
export interface RecordObservable<Value> extends AsyncIterable<Value> {
  /** An exception of `next` ends the request and is passed to `error`. */
  subscribe(observer: RecordObserver<Value> | ((value: Value) => void)): RecordSubscription
}

/** Returns an observable of the values that `open` returns; leaving them must end the request. */
export function recordObservable<Value>(open: () => AsyncIterableIterator<Value>): RecordObservable<Value> {
  const observable: RecordObservable<Value> = {
    subscribe(observer) {
      const values = open()
      const subscription = new Subscription(values)
      void emit(values, typeof observer === 'function' ? { next: observer } : observer, subscription)
      return subscription
    },
    [Symbol.asyncIterator]: open,
  }
  // rxjs looks for `Symbol.observable` if it exists when rxjs is loaded, and otherwise for the text.
  for (const key of ['@@observable', (Symbol as { observable?: symbol }).observable]) {
    if (key !== undefined) Object.defineProperty(observable, key, { value: () => observable })
  }
  return observable
}

class Subscription implements RecordSubscription {
  readonly #values: AsyncIterableIterator<unknown>
  #closed = false

  constructor(values: AsyncIterableIterator<unknown>) {
    this.#values = values
  }

  get closed(): boolean {
    return this.#closed
  }

  unsubscribe(): void {
    this.close()
    void this.#values.return?.()
  }

  /** Stops calling the observer. */
  close(): void {
    this.#closed = true
  }
}

async function emit<Value>(
  values: AsyncIterable<Value>,
  observer: RecordObserver<Value>,
  subscription: Subscription,
): Promise<void> {
  try {
    for await (const value of values) {
      // The subscriber may have left while this value was on its way.
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
