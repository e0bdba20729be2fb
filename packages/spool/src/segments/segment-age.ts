import type { Acceptance } from '../format/frame.ts'
import { bootId } from '../slot/process-identity.ts'

/** Clocks that are not set show earlier times. */
const PLAUSIBLE = Date.UTC(2024, 0)

/** What times are measured by, in milliseconds. */
export interface Clocks {
  /** Since the epoch; it may be stepped. */
  readonly wall: () => number
  /** Since the start of the machine; it never steps. */
  readonly uptime: () => number
  /** Which start of the machine that is; undefined if the system does not tell. */
  readonly boot: string | undefined
}

/** The clocks of this machine. */
export function systemClocks(): Clocks {
  return {
    wall: () => Date.now(),
    // On Linux its zero is the start of the machine.
    uptime: () => Number(process.hrtime.bigint() / 1_000_000n),
    boot: bootId(),
  }
}

/** Returns when lines are accepted that are accepted now. */
export function acceptedNow({ wall, uptime }: Clocks): Acceptance {
  return { acceptedAt: Math.max(0, wall()), uptime: Math.floor(uptime() / 1000) }
}

/**
 * Returns how many milliseconds ago lines were accepted, whatever steps the clock has made: no step makes lines old.
 *
 * Since one start of the machine the steady clock counts. After a restart the other one does, unless it was not set when
 * the lines were accepted: then it is the time since they were found.
 * @param boot the start of the machine when they were accepted
 * @param foundAt when they were found, by the steady clock
 */
export function ageOf(accepted: Acceptance, boot: string | undefined, foundAt: number, clocks: Clocks): number {
  if (boot !== undefined && boot === clocks.boot) return Math.max(0, clocks.uptime() - accepted.uptime * 1000)
  if (accepted.acceptedAt < PLAUSIBLE) return clocks.uptime() - foundAt
  return Math.max(0, clocks.wall() - accepted.acceptedAt)
}
