declare global {
  interface SymbolConstructor {
    /** What libraries of observables know each other by; it exists if a polyfill defines it. */
    readonly observable: symbol
  }
}

/** The callbacks of a subscriber; each may be left out. */
export interface EventObserver<Event> {
  readonly next?: ((event: Event) => void) | undefined
  /** Never called: what goes wrong is an event. */
  readonly error?: ((error: unknown) => void) | undefined
  readonly complete?: (() => void) | undefined
}

/** A subscription to events. */
export interface EventSubscription {
  readonly closed: boolean
  unsubscribe(): void
}

/** Events as they happen, for any number of subscribers; `from` of rxjs makes an observable of rxjs of it. */
export interface EventObservable<Event> {
  subscribe(observer?: EventObserver<Event> | ((event: Event) => void)): EventSubscription
  [Symbol.observable](): EventObservable<Event>
}

/** Gives events to subscribers. A subscriber that throws stops neither the others nor the caller. */
export class EventSubject<Event> {
  readonly #observers = new Set<EventObserver<Event>>()
  #isComplete = false

  /** Whether there is a subscriber. */
  get observed(): boolean {
    return this.#observers.size > 0
  }

  next(event: Event): void {
    // A copy: who subscribes meanwhile gets the next event, and who leaves gets none.
    for (const observer of Array.from(this.#observers)) {
      if (this.#observers.has(observer)) call(() => observer.next?.(event))
    }
  }

  complete(): void {
    const observers = Array.from(this.#observers)
    this.#isComplete = true
    this.#observers.clear()
    for (const observer of observers) call(() => observer.complete?.())
  }

  /** What users subscribe to. */
  readonly observable: EventObservable<Event> = asObservable((given) => {
    // A separate object: one observer may subscribe twice.
    const observer: EventObserver<Event> =
      typeof given === 'function'
        ? { next: given }
        : { next: (event) => given?.next?.(event), complete: () => given?.complete?.() }
    const observers = this.#observers
    if (this.#isComplete) call(() => observer.complete?.())
    else observers.add(observer)
    return {
      get closed() {
        return !observers.has(observer)
      },
      unsubscribe: () => void observers.delete(observer),
    }
  })
}

function asObservable<Event>(subscribe: EventObservable<Event>['subscribe']): EventObservable<Event> {
  const observable = { subscribe } as EventObservable<Event>
  // rxjs looks for `Symbol.observable` if it exists when rxjs is loaded, and otherwise for the text.
  for (const key of ['@@observable', Symbol.observable as symbol | undefined]) {
    if (key !== undefined) Object.defineProperty(observable, key, { value: () => observable })
  }
  return observable
}

/** Calls a subscriber; what it throws is an uncaught error of the process, as with rxjs. */
function call(subscriber: () => void): void {
  try {
    subscriber()
  } catch (error) {
    setTimeout(() => {
      throw error
    })
  }
}
