import type { Dispatcher } from 'undici'

/** As many bytes are kept for a consumer that does not read; then the socket is not read on either. */
const HIGH_WATER_BYTES = 65_536

/** The head of a response. */
export interface Head {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

type Chunk = IteratorResult<Uint8Array, undefined>

/**
 * A request and its response by a dispatcher of undici, read as chunks.
 *
 * undici's own `request` would load all of undici, and makes a stream of Node for each response.
 */
export class Exchange implements AsyncIterator<Uint8Array, undefined>, Dispatcher.DispatchHandler {
  readonly #onStart: () => void
  #controller: Dispatcher.DispatchController | undefined
  #resolve: ((head: Head) => void) | undefined
  #reject: ((error: unknown) => void) | undefined
  readonly #chunks: Uint8Array[] = []
  #bytes = 0
  #state: 'open' | 'ended' | 'failed' = 'open'
  #error: unknown
  #waiting: { resolve: (chunk: Chunk) => void; reject: (error: unknown) => void } | undefined

  /** @param onStart called when the request has a connection, and begins to be sent */
  constructor(onStart: () => void) {
    this.#onStart = onStart
  }

  /** Sends the request, and returns the head of the response. */
  send(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): Promise<Head> {
    if (this.#state === 'failed') return Promise.reject(this.#error)
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      try {
        dispatcher.dispatch(options, this)
      } catch (error) {
        this.#fail(error)
      }
    })
  }

  /** Ends the exchange and closes its socket; a pending `next` throws the reason. */
  abort(reason: unknown): void {
    if (this.#state === 'ended') return
    this.#chunks.length = 0
    this.#fail(reason)
    this.#controller?.abort(reason as Error)
  }

  /** Takes the chunks of a response that has arrived completely; `undefined` if it has not. */
  takeWhole(): Uint8Array[] | undefined {
    return this.#state === 'ended' ? this.#chunks.splice(0) : undefined
  }

  next(): Promise<Chunk> {
    const value = this.#chunks.shift()
    if (value) {
      this.#bytes -= value.length
      if (this.#bytes < HIGH_WATER_BYTES) this.#controller?.resume()
      return Promise.resolve({ done: false, value })
    }
    // What arrived before a failure comes first.
    if (this.#state === 'failed') return Promise.reject(this.#error)
    if (this.#state === 'ended') return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  /** Leaves the rest of the response unread. */
  return(): Promise<Chunk> {
    this.abort(new Error('The response was left.'))
    return Promise.resolve({ done: true, value: undefined })
  }

  /** undici waits for the connection before it looks whether the request is still wanted. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#state === 'failed') controller.abort(this.#error as Error)
    else this.#onStart()
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Head['headers']): void {
    if (status >= 200) this.#resolve?.({ status, headers })
  }

  onResponseData(controller: Dispatcher.DispatchController, value: Uint8Array): void {
    if (this.#state === 'failed') return
    if (this.#waiting) {
      this.#waiting.resolve({ done: false, value })
      this.#waiting = undefined
      return
    }
    // Chunks that arrive together are not joined: the blocks make the engine collect all garbage twice in a response of 9 MB, and
    // tables of InfluxQL take 1.3 times as long (Node 24.21, November 2026).
    this.#chunks.push(value)
    this.#bytes += value.length
    if (this.#bytes >= HIGH_WATER_BYTES) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#state === 'failed') return
    this.#state = 'ended'
    this.#waiting?.resolve({ done: true, value: undefined })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  #fail(error: unknown): void {
    if (this.#state !== 'open') return
    this.#state = 'failed'
    this.#error = error
    // Once the head is there, this does nothing.
    this.#reject?.(error)
    this.#waiting?.reject(error)
  }
}
