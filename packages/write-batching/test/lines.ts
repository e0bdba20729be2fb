const START_NS = 1_700_000_000_000_000_000n

/** Returns a good line, with a different timestamp for each number. */
export function line(number: number): string {
  return `m v=${number} ${START_NS + BigInt(number)}`
}

/** Returns good lines. */
export function lines(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => line(from + at))
}
