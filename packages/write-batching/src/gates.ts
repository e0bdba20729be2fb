import type { Client } from '@fluxline/core'
import type { Destination } from './events.ts'

/** Until when a target asked to be left alone, for all writers of a client. */
export class Gates {
  readonly #until = new Map<string, number>()

  /** Closes a target's gate for so long; a later end wins. */
  close(destination: Destination, nowMs: number, forMs: number): void {
    const key = keyOf(destination)
    this.#until.set(key, Math.max(this.#until.get(key) ?? 0, nowMs + forMs))
  }

  /** Milliseconds until the target may be asked again; 0 where it may be now. */
  waitMs(destination: Destination, nowMs: number): number {
    const key = keyOf(destination)
    const waitMs = (this.#until.get(key) ?? 0) - nowMs
    if (waitMs <= 0) this.#until.delete(key)
    return Math.max(0, waitMs)
  }
}

const gates = new WeakMap<Client, Gates>()

/** The gates of a client. */
export function gatesOf(client: Client): Gates {
  const known = gates.get(client) ?? new Gates()
  gates.set(client, known)
  return known
}

function keyOf({ org, bucket }: Destination): string {
  return JSON.stringify([org, bucket])
}
