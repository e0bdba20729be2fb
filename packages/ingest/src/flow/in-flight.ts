import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import type { SourceMessage } from '../source.ts'

/** A message that is not acknowledged yet. */
export interface Held {
  readonly message: SourceMessage
  /** What it counts for: its bytes, or those of its lines if they are more. */
  bytes: number
  /** How often its lines were handed to the writer. */
  attempt: number
}

/** The messages that are not acknowledged yet. It never waits: the reader asks it for space. */
export class InFlight {
  readonly #maxBytes: number
  readonly #maxMessages: number
  readonly #held = new Set<Held>()
  #bytes = 0
  #change: Deferred<void> | undefined

  constructor(maxBytes: number, maxMessages: number) {
    this.#maxBytes = maxBytes
    this.#maxMessages = maxMessages
  }

  get messages(): number {
    return this.#held.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether no other message is to be taken. */
  get isFull(): boolean {
    return this.#held.size >= this.#maxMessages || this.#bytes >= this.#maxBytes
  }

  add(message: SourceMessage): Held {
    const held = { message, bytes: message.data.length, attempt: 0 }
    this.#held.add(held)
    this.#bytes += held.bytes
    return held
  }

  /** Counts what a message became. */
  grow(held: Held, bytes: number): void {
    if (!this.#held.has(held) || bytes <= held.bytes) return
    this.#bytes += bytes - held.bytes
    held.bytes = bytes
  }

  remove(held: Held): void {
    if (!this.#held.delete(held)) return
    this.#bytes -= held.bytes
    this.wake()
  }

  /** Wakes up what waits for a change. */
  wake(): void {
    this.#change?.resolve()
    this.#change = undefined
  }

  /** Resolves when a message has left, or by `wake`. */
  changed(): Promise<void> {
    this.#change ??= deferred()
    return this.#change.promise
  }

  [Symbol.iterator](): IterableIterator<Held> {
    return this.#held.values()
  }
}
