import { onAbort } from './signals.ts'

/** How long a source that was ended may take to end, in milliseconds, before it is left to itself. */
const GRACE_MS = 100

type Source<Value> = AsyncIterator<Value, unknown> | AsyncIterable<Value>
type Open<Value> = (signal: AbortSignal) => Source<Value> | Promise<Source<Value>>

/** What {@link cancellable} may be given beside its source. */
export interface CancellableOptions {
  /** The caller's signal. Once aborted, the source fails, and `next()` rejects with its error. */
  readonly signal?: AbortSignal | undefined
  /** Replaces the errors of the source, and of opening it. */
  readonly mapError?: ((error: unknown) => unknown) | undefined
  /**
   * Whether `return()` of the source settles its pending `next()` at once, and its calls wait for each other. Then values
   * need one promise less. @defaultValue false
   */
  readonly settlesAtOnce?: boolean | undefined
  /** Makes the signal that `open` gets. @defaultValue `AbortController` */
  readonly Controller?: (new () => AbortController) | undefined
}

/**
 * Values of a source that is opened by the first `next()`, and that can be left at once.
 *
 * `return()`, `throw()` and the caller's signal abort the signal that `open` gets. `return()` settles a `next()` that is
 * pending as done, where a generator would wait for it, and gives the source a moment to end.
 */
export function cancellable<Value>(
  open: Open<Value>,
  options: CancellableOptions = {},
): AsyncIterableIterator<Value, undefined> {
  return new Cancellable(open, options)
}

class Cancellable<Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #open: Open<Value>
  readonly #outer: AbortSignal | undefined
  readonly #mapError: ((error: unknown) => unknown) | undefined
  readonly #Controller: new () => AbortController
  #inner: AbortController | undefined
  #letGo: (() => void) | undefined
  #opening: Promise<void> | undefined
  #source: AsyncIterator<Value, unknown> | undefined
  #pending: Promise<IteratorResult<Value, undefined>> | undefined
  #resolve: ((result: IteratorResult<Value, undefined>) => void) | undefined
  #reject: ((error: unknown) => void) | undefined
  readonly #settlesAtOnce: boolean
  /** The source, if it settles at once. */
  #direct: AsyncIterator<Value, unknown> | undefined
  /** The calls that wait for it. */
  #waiting = 0
  #isHanging = false
  #isAborted = false
  #isOver = false
  #closing: Promise<void> | undefined
  #grace: ReturnType<typeof setTimeout> | undefined

  constructor(
    open: Open<Value>,
    { signal, mapError, settlesAtOnce = false, Controller = AbortController }: CancellableOptions,
  ) {
    this.#open = open
    this.#outer = signal
    this.#mapError = mapError
    this.#settlesAtOnce = settlesAtOnce
    this.#Controller = Controller
  }

  // One promise for a value and one for its source: an async function would cost each record more.
  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#direct) return this.#nextOf(this.#direct)
    if (this.#isOver) return Promise.resolve(over())
    if (this.#pending) return this.#nextAfter(this.#pending)
    const pending = new Promise(this.#ask)
    this.#pending = pending
    if (this.#isAborted) this.#limit()
    return pending
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#closing ??= this.#close()
    return this.#closing.then(over)
  }

  async throw(error: unknown): Promise<never> {
    await this.return()
    throw error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Calls wait for each other, as those of a generator do. */
  #nextAfter(pending: Promise<unknown>): Promise<IteratorResult<Value, undefined>> {
    const again = (): Promise<IteratorResult<Value, undefined>> => this.next()
    return pending.then(again, again)
  }

  #nextOf(source: AsyncIterator<Value, unknown>): Promise<IteratorResult<Value, undefined>> {
    this.#waiting++
    if (this.#isAborted) this.#limit()
    const next = this.#isAborted ? source.next() : nextNow(source)
    return 'then' in next ? next.then(this.#passResult, this.#passError) : Promise.resolve(this.#passResult(next))
  }

  readonly #passResult = (result: IteratorResult<Value, unknown>): IteratorResult<Value, undefined> => {
    this.#waiting--
    if (!result.done) return result
    const isHanging = this.#isHanging && !this.#isOver
    this.#finish()
    if (isHanging) throw this.#mapped(this.#outer?.reason)
    return over()
  }

  readonly #passError = (error: unknown): IteratorResult<Value, undefined> => {
    this.#waiting--
    if (this.#isOver) return over()
    this.#finish()
    throw this.#mapped(error)
  }

  #mapped(error: unknown): unknown {
    return this.#mapError ? this.#mapError(error) : error
  }

  /** Executes each pending promise; made once, since a closure for each value would cost something. */
  readonly #ask = (
    resolve: (result: IteratorResult<Value, undefined>) => void,
    reject: (error: unknown) => void,
  ): void => {
    this.#resolve = resolve
    this.#reject = reject
    if (this.#source) this.#pull(this.#source)
    else this.#start()
  }

  readonly #onResult = (result: IteratorResult<Value, unknown>): void => {
    if (this.#isOver) return
    if (result.done) {
      this.#finish()
      this.#resolve!(over())
    } else {
      this.#pending = undefined
      this.#resolve!(result)
    }
  }

  readonly #onError = (error: unknown): void => {
    // Leaving is what made it fail.
    if (this.#isOver) return
    this.#finish()
    try {
      this.#reject!(this.#mapped(error))
    } catch (failure) {
      this.#reject!(failure)
    }
  }

  #start(): void {
    const inner = new this.#Controller()
    this.#inner = inner
    const outer = this.#outer
    this.#letGo = onAbort(outer, () => {
      this.#isAborted = true
      inner.abort(outer?.reason)
      if (this.#pending || this.#waiting > 0) this.#limit()
    })
    try {
      const opened = this.#open(inner.signal)
      if ('then' in opened) this.#opening = opened.then(this.#use).catch(this.#onError)
      else void this.#use(opened)
    } catch (error) {
      this.#onError(error)
    }
  }

  /** Takes an opened source, or closes it if it came too late. */
  readonly #use = (opened: Source<Value>): Promise<void> | undefined => {
    const source = Symbol.asyncIterator in opened ? opened[Symbol.asyncIterator]() : opened
    if (this.#isOver) return close(source)
    this.#source = source
    if (this.#settlesAtOnce) this.#direct = source
    this.#pull(source)
    return undefined
  }

  #pull(source: AsyncIterator<Value, unknown>): void {
    try {
      const next = this.#direct && !this.#isAborted ? nextNow(this.#direct) : source.next()
      if ('then' in next) void next.then(this.#onResult, this.#onError)
      else this.#onResult(next)
    } catch (error) {
      this.#onError(error)
    }
  }

  /** An aborted source should fail. If it hangs, pending calls fail without it. */
  #limit(): void {
    if (this.#isOver) return
    const pending = this.#pending
    clearTimeout(this.#grace)
    this.#grace = setTimeout(() => {
      if (this.#pending !== pending || this.#isOver) return
      const source = this.#source
      if (pending) this.#onError(this.#outer?.reason)
      else if (this.#waiting === 0) return
      this.#isHanging = true
      if (source) void close(source)
    }, GRACE_MS)
  }

  #close(): Promise<void> {
    const source = this.#source
    const opening = this.#opening
    const isOver = this.#isOver
    this.#finish()
    if (isOver || !this.#inner) return Promise.resolve()
    this.#resolve!(over())
    this.#inner.abort()
    return briefly(source ? close(source) : opening)
  }

  #finish(): void {
    this.#isOver = true
    this.#pending = undefined
    this.#source = undefined
    this.#direct = undefined
    this.#letGo?.()
    clearTimeout(this.#grace)
  }
}

function over(): IteratorReturnResult<undefined> {
  return { done: true, value: undefined }
}

/** What may have its next result at once; if it throws, it must be ended. See `ChunkIterator`. */
interface Ready<Value> extends AsyncIterator<Value, unknown> {
  takeNow?(): IteratorResult<Value, unknown> | undefined
}

/** Returns the next result, at once if the source has it: then a record needs one promise instead of three. */
function nextNow<Value>(
  source: Ready<Value>,
): IteratorResult<Value, unknown> | Promise<IteratorResult<Value, unknown>> {
  if (!source.takeNow) return source.next()
  try {
    return source.takeNow() ?? source.next()
  } catch (error) {
    return source.throw!(error)
  }
}

/** How a source ends is of no interest to those who left it. */
async function close(source: AsyncIterator<unknown, unknown>): Promise<void> {
  try {
    await source.return?.()
  } catch {}
}

/** Waits for what never rejects, but not for long. */
function briefly(ending: Promise<void> | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GRACE_MS)
    void Promise.resolve(ending).then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
