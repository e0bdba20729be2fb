import type { Measured, Work } from './runner.ts'

/** How often a work runs in a slice. The first time is not measured: it may collect the garbage of another work. */
const RUNS = 3

/**
 * Measures the CPU time of a work, its compiler and its garbage collector instead of the time that it takes: other
 * processes and the speed of a server do not matter.
 *
 * It runs several times in a row instead of forcing a collection before: that would throw compiled code away.
 */
export function onCpu(work: Work): (slice: number) => Promise<Measured> {
  return async (slice) => {
    let units = (await work(slice)) as number
    const before = process.cpuUsage()
    for (let run = 1; run < RUNS; run++) units = (await work(slice)) as number
    const { user, system } = process.cpuUsage(before)
    return { units, seconds: (user + system) / 1e6 / (RUNS - 1) }
  }
}
