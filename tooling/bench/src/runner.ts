import { summarize } from './stats.ts'
import type { Summary } from './stats.ts'

/** Result of a turn in another process. */
export interface Measured {
  readonly units: number
  readonly seconds: number
}

/** One way to do a slice of some work. Returns the number of units, so that no engine can optimize the work away. */
export type Work = (slice: number) => number | Promise<number | Measured>

/** A piece of work for fluxline and its peers. */
export interface Workload {
  /** What is measured, such as `Point → bytes`. */
  readonly group: string
  /** The input, such as `two-decimal floats`. */
  readonly name: string
  /** Points or rows in one turn. */
  readonly units: number
  /**
   * The equal slices of a turn, in each of which all take part; 1 by default. A machine changes its speed several times a second,
   * and slices of a tenth of a second are mostly measured at the same one.
   */
  readonly slices?: number
  /** The least ratio to the first peer; by default the group's, which is in the report. */
  readonly target?: number
  /** Called before each turn, outside of its time. */
  readonly prepare?: (turn: number) => void
  /** Called after the last turn, so that its input does not burden the garbage collector in the next workload. */
  readonly release?: () => void
  readonly ours: Work
  /** The peers by name. The targets refer to the first. */
  readonly peers: Readonly<Record<string, Work>>
}

/** Result of a workload. */
export interface Result {
  readonly group: string
  readonly name: string
  readonly target?: number
  /** Units per second, by name. */
  readonly rates: Readonly<Record<string, Summary>>
  /** Each peer's time divided by ours, turn by turn. */
  readonly ratios: Readonly<Record<string, Summary>>
}

const WARM_UP = 3

/**
 * Alternates between fluxline and its peers, so that other load on the machine affects all of them equally, and compares
 * them turn by turn.
 */
export async function runWorkload(workload: Workload, turns: number): Promise<Result> {
  const { group, name, target, units, slices = 1, ours, peers } = workload
  const works: [string, Work][] = [['fluxline', ours], ...Object.entries(peers)]
  const times = new Map<string, number[]>(works.map(([who]) => [who, []]))
  for (let turn = 0; turn < WARM_UP + turns; turn++) {
    workload.prepare?.(turn)
    const seconds = new Map(works.map(([who]) => [who, 0]))
    for (let slice = 0; slice < slices; slice++) {
      // What is first pays for inputs that were just made: collecting their garbage, joining texts of templates.
      for (const [who, work] of (turn + slice) % 2 === 0 ? works : works.toReversed())
        seconds.set(who, seconds.get(who)! + (await time(work, slice, units / slices, who)))
    }
    if (turn >= WARM_UP) for (const [who, own] of times) own.push(seconds.get(who)!)
  }
  workload.release?.()
  const mine = times.get('fluxline')!
  const rates = Object.fromEntries(
    [...times].map(([who, seconds]) => [who, summarize(seconds.map((each) => units / each))]),
  )
  const ratios = Object.fromEntries(
    Object.keys(peers).map((who) => [who, summarize(times.get(who)!.map((seconds, turn) => seconds / mine[turn]!))]),
  )
  return { group, name, ...(target === undefined ? {} : { target }), rates, ratios }
}

async function time(work: Work, slice: number, units: number, who: string): Promise<number> {
  const start = performance.now()
  const measured = await work(slice)
  const elapsed = (performance.now() - start) / 1000
  const { units: done, seconds } = typeof measured === 'number' ? { units: measured, seconds: elapsed } : measured
  if (done !== units) throw new Error(`${who} did ${done} units instead of ${units}.`)
  return seconds
}
