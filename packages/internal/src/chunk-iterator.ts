import { OptionError } from './errors.ts'
import { chunksOf } from './web-stream.ts'
import { wholeOf } from './whole-of.ts'

/**
 * Bytes in chunks, split at any byte: a response's body, a file, a Web stream. Chunks must not change while being read;
 * copy them if you reuse a buffer.
 */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Takes chunks. */
export interface ChunkQueue {
  push(chunk: Uint8Array): void
  /** Takes the end of the response. */
  endInput(): void
}

/** What reads the bytes of a queue. */
export interface ChunkReader {
  readonly queue: ChunkQueue
  /**
   * Takes an error of the source: what the reader still has comes first, and then it throws the error. Without this method the
   * error comes at once, as an AbortError always does.
   */
  fail?(error: unknown): void
  /** Takes the end of the response, after its last value. */
  finish(): void
  /** Ends the reading, also before the end of the response. */
  close(): void
}

/** How long a source may take to end, in milliseconds. */
const GRACE_MS = 100

type Source = AsyncIterator<Uint8Array> | Iterator<Uint8Array>
type Result<Value> = IteratorResult<Value, undefined>

/**
 * Iterates over what a reader makes of chunks. Values that are there need no wait: a generator would take twice as long
 * for each record. Leaving it ends the source at once, even while a chunk is awaited.
 */
export class ChunkIterator<Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #chunks: Chunks
  readonly #source: Source
  readonly #reader: ChunkReader
  /** Returns the next value of the chunks so far; `undefined` if it needs another chunk. */
  readonly #nextValue: () => Value | undefined
  /** The last call that has to wait. */
  #pending: Promise<Result<Value>> | undefined
  /** Settles the call that waits for a chunk, if the iterator is left. */
  #leave: ((chunk: IteratorReturnResult<undefined>) => void) | undefined
  #state: 'open' | 'ending' | 'done' = 'open'

  /** @throws OptionError if the chunks cannot be iterated over */
  constructor(chunks: Chunks, reader: ChunkReader, nextValue: () => Value | undefined) {
    this.#chunks = chunks
    this.#source = sourceOf(chunks)
    this.#reader = reader
    this.#nextValue = nextValue
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Result<Value>> {
    // Calls that do not wait for each other get their results in order.
    if (this.#pending) return this.#wait(this.#pending.then(this.#pull, this.#pull))
    try {
      const now = this.takeNow()
      return now === undefined ? this.#wait(this.#pull()) : Promise.resolve(now)
    } catch (error) {
      return this.#wait(this.#fail(error))
    }
  }

  /** Returns the next result if it needs no wait. If it throws, pass the error to `throw`, which ends the source. */
  takeNow(): Result<Value> | undefined {
    if (this.#pending) return undefined
    let value = this.#state === 'done' ? undefined : this.#nextValue()
    if (value === undefined && this.#state === 'open') {
      const whole = wholeOf(this.#chunks)
      if (!whole) return undefined
      while (value === undefined && this.#state === 'open') {
        this.#add(whole.take())
        value = this.#nextValue()
      }
    }
    return value === undefined ? this.#finished() : { done: false, value }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#end()
    return { done: true, value: undefined }
  }

  throw(error: unknown): Promise<Result<Value>> {
    return this.#fail(error)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end()
  }

  #wait(result: Promise<Result<Value>>): Promise<Result<Value>> {
    this.#pending = result
    const forget = (): void => {
      if (this.#pending === result) this.#pending = undefined
    }
    // Before the caller goes on, so that its next call gets what is there without a wait.
    result.then(forget, forget)
    return result
  }

  readonly #pull = async (): Promise<Result<Value>> => {
    try {
      const waiting = this.#state === 'done' ? undefined : this.#nextValue()
      if (waiting !== undefined) return { done: false, value: waiting }
      while (this.#state === 'open') {
        let next: IteratorResult<Uint8Array, unknown> | undefined
        try {
          next = await new Promise<IteratorResult<Uint8Array, unknown>>((resolve, reject) => {
            this.#leave = resolve
            Promise.resolve(this.#source.next()).then(resolve, reject)
          })
        } catch (error) {
          // Who aborts wants no more values.
          if (!this.#reader.fail || (Object(error) as Partial<Error>).name === 'AbortError') throw error
          this.#reader.fail(error)
        }
        if (this.#state !== 'open') break
        if (next) this.#add(next.done ? undefined : next.value)
        const value = this.#nextValue()
        if (value !== undefined) return { done: false, value }
      }
      return this.#finished()
    } catch (error) {
      return this.#fail(error)
    }
  }

  /** Takes a chunk, or the end. */
  #add(chunk: Uint8Array | undefined): void {
    const { queue } = this.#reader
    if (chunk !== undefined) queue.push(chunk)
    else {
      this.#state = 'ending'
      queue.endInput()
    }
  }

  #finished(): IteratorReturnResult<undefined> {
    if (this.#state === 'ending') {
      this.#state = 'done'
      this.#reader.close()
      this.#reader.finish()
    }
    return { done: true, value: undefined }
  }

  async #fail(error: unknown): Promise<never> {
    await this.#end()
    throw error
  }

  async #end(): Promise<void> {
    this.#reader.close()
    const wasOpen = this.#state === 'open'
    this.#state = 'done'
    if (!wasOpen) return
    this.#leave?.({ done: true, value: undefined })
    await briefly(end(this.#source, this.#chunks))
  }
}

/** Reads a complete response. */
export function* readAtOnce<Value>(
  bytes: Uint8Array,
  reader: ChunkReader,
  nextValue: () => Value | undefined,
): IterableIterator<Value> {
  try {
    reader.queue.push(bytes)
    reader.queue.endInput()
    for (let value = nextValue(); value !== undefined; value = nextValue()) yield value
    reader.finish()
  } finally {
    reader.close()
  }
}

/** @throws OptionError if there is nothing to iterate over */
function sourceOf(chunks: Chunks): Source {
  if (chunks instanceof ReadableStream) return chunksOf(chunks as ReadableStream<Uint8Array>)
  const { [Symbol.asyncIterator]: iterateAsync, [Symbol.iterator]: iterate } = Object(chunks) as Partial<
    AsyncIterable<Uint8Array> & Iterable<Uint8Array>
  >
  const source = iterateAsync?.call(chunks) ?? iterate?.call(chunks)
  if (source) return source
  const type = typeof chunks
  const what = chunks == null ? String(chunks) : type === 'object' ? 'an object' : `a ${type}`
  throw new OptionError(`Expected a stream or an array of Uint8Arrays, got ${what}.`, { value: chunks })
}

/** Ends a source. How it ends is of no interest any more. */
async function end(source: Source, chunks: Chunks): Promise<void> {
  try {
    // The iterator of a Node stream would wait for the next chunk.
    const { destroy } = chunks as { destroy?: unknown }
    if (typeof destroy === 'function') destroy.call(chunks)
    await source.return?.()
  } catch {}
}

/** Waits for what never rejects, but not for long. */
function briefly(ending: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GRACE_MS)
    void ending.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Returns the values of batches one by one. */
export function oneByOne<Value>(nextBatch: () => readonly Value[] | undefined): () => Value | undefined {
  let batch: readonly Value[] = []
  let index = 0
  return () => {
    if (index === batch.length) {
      batch = []
      index = 0
      batch = nextBatch() ?? batch
    }
    return index < batch.length ? batch[index++] : undefined
  }
}
