const FIRST_MS = 250
const LONGEST_MS = 30_000

/** Milliseconds until something is tried again after a number of failures. The writer had its own retries before. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10))
}
