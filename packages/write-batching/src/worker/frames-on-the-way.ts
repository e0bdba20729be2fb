import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import { overlaps } from '../backlog/spool-entry.ts'
import type { LineRange, SpoolFrame } from '../spool/store.ts'

/** Frames of one call that the store does not have yet. */
interface Round {
  frames: readonly SpoolFrame[]
  readonly bytes: number
  readonly done: Deferred<void>
}

/** Frames that were sent to another thread, until they are safe there: after a crash they are sent again. */
export class FramesOnTheWay {
  readonly #rounds = new Map<number, Round>()
  readonly #emptied: () => void
  #bytes = 0

  /** @param emptied called when none is left */
  constructor(emptied: () => void) {
    this.#emptied = emptied
  }

  get isEmpty(): boolean {
    return this.#rounds.size === 0
  }

  get bytes(): number {
    return this.#bytes
  }

  get lines(): number {
    let lines = 0
    for (const { frames } of this.#rounds.values()) for (const { from, to } of frames) lines += to - from
    return lines
  }

  /** Adds the frames of one call; resolves when they are safe. */
  add(id: number, frames: readonly SpoolFrame[]): Promise<void> {
    const bytes = frames.reduce((sum, { body }) => sum + body.length, 0)
    const done = deferred()
    this.#rounds.set(id, { frames, bytes, done })
    this.#bytes += bytes
    return done.promise
  }

  /** The frames of each call, in their order. */
  calls(): [id: number, frames: readonly SpoolFrame[]][] {
    return Array.from(this.#rounds, ([id, { frames }]) => [id, frames])
  }

  /** Whether some of these lines are among them. */
  has(lines: LineRange): boolean {
    for (const { frames } of this.#rounds.values()) if (frames.some((frame) => overlaps(frame, lines))) return true
    return false
  }

  /** The frames of a call are safe. */
  finish(id: number): void {
    const round = this.#rounds.get(id)
    if (round === undefined) return
    this.#rounds.delete(id)
    this.#bytes -= round.bytes
    round.done.resolve()
    if (this.isEmpty) this.#emptied()
  }

  /** Lines were sent from memory: they need the disk no longer. */
  end({ log, from, to }: LineRange): void {
    for (const [id, round] of this.#rounds) {
      round.frames = round.frames.filter((frame) => frame.log !== log || frame.from < from || frame.to > to)
      if (round.frames.length === 0) this.finish(id)
    }
  }

  /** Nobody waits for them any longer, but they stay on their way. */
  reject(error: Error): void {
    for (const { done } of this.#rounds.values()) done.reject(error)
  }
}

/** Copies frames once, into memory of both threads. */
export function shareBodies(frames: readonly SpoolFrame[]): SpoolFrame[] {
  const memory = new SharedArrayBuffer(frames.reduce((sum, { body }) => sum + body.length, 0))
  let at = 0
  return frames.map(({ log, from, to, destination, body }) => {
    const shared = new Uint8Array(memory, at, body.length)
    shared.set(body)
    at += body.length
    return { log, from, to, destination, body: shared }
  })
}
