const START_NS = 1_700_000_000_000_000_000n

/** A good line with a time of its own, a different one for each number. */
export function line(number: number): string {
  return `m v=${number} ${START_NS + BigInt(number)}`
}

/** So many good lines. */
export function lines(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => line(from + at))
}
