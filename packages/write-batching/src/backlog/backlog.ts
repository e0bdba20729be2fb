import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import type { LineFollower } from '../accounting/receipt.ts'
import type { Destination, Route } from '../accounting/destination.ts'
import { overlaps } from './spool-entry.ts'
import type { LineRange } from '../spool/store.ts'

/** A longer range is not extended, so that the newest lines can be read first. */
const MAX_LINES = 50_000

/** What follows some lines that are only in the spool. */
export interface FollowedLines {
  readonly follower: LineFollower
  readonly from: number
  readonly to: number
}

/** Lines that are only in the spool. */
export interface BacklogRange extends LineRange {
  from: number
  to: number
  /** How many of them have not ended. */
  lines: number
  bytes: number
  followers: FollowedLines[]
  /** How often lines of it were dropped. */
  drops: number
  /** Settled when all of them were read back. */
  done: Deferred<void> | undefined
}

/** Returns a range of lines that are only in the spool. */
export function backlogRange(range: LineRange, lines: number, bytes: number): BacklogRange {
  const { log, from, to } = range
  return { log, from, to, lines, bytes, followers: [], drops: 0, done: undefined }
}

/** The lines of one destination that are only in the spool, oldest first. */
export class Backlog {
  readonly destination: Destination
  readonly #routeOf: () => Route
  #route: Route | undefined
  readonly #ranges: BacklogRange[] = []
  isReading = false

  constructor(destination: Destination, routeOf: () => Route) {
    this.destination = destination
    this.#routeOf = routeOf
  }

  get route(): Route {
    return (this.#route ??= this.#routeOf())
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0
  }

  get lines(): number {
    return this.#ranges.reduce((sum, { lines }) => sum + lines, 0)
  }

  get ranges(): readonly BacklogRange[] {
    return this.#ranges
  }

  /** Adds lines of an earlier writer at the end. */
  addRecovered(range: BacklogRange): void {
    this.#ranges.push(range)
  }

  /** Adds lines at the end. */
  add(range: BacklogRange): void {
    const last = this.#ranges.at(-1)
    const isNext = last?.log === range.log && last.to === range.from
    if (!isNext || last.done !== undefined || last.lines >= MAX_LINES) {
      this.#ranges.push(range)
      return
    }
    last.to = range.to
    last.lines += range.lines
    last.bytes += range.bytes
    last.followers.push(...range.followers)
  }

  /** Returns the range to read next. */
  next(order: 'oldest-first' | 'newest-first'): BacklogRange | undefined {
    return order === 'oldest-first' ? this.#ranges[0] : this.#ranges.at(-1)
  }

  /** Whether a range is still to be read. */
  has(range: BacklogRange): boolean {
    return this.#ranges.includes(range)
  }

  /** Removes a range that was read. */
  remove(range: BacklogRange): void {
    const index = this.#ranges.indexOf(range)
    if (index !== -1) this.#ranges.splice(index, 1)
    range.done?.resolve()
  }

  /** Returns the range that has these lines. */
  rangeWith(lines: LineRange): BacklogRange | undefined {
    return this.#ranges.find((range) => overlaps(range, lines))
  }

  /** Resolves when everything that is here now was read back. What comes later is added apart from it. */
  async read(): Promise<void> {
    await Promise.all(this.#ranges.map((range) => (range.done ??= deferred()).promise))
  }
}
