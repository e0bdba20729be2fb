/** Median, quartiles and lowest of several measurements. */
export interface Summary {
  readonly lowest: number
  readonly median: number
  readonly lower: number
  readonly upper: number
}

/** Returns the median, the quartiles and the lowest. */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const [lowest, lower, median, upper] = [0, 0.25, 0.5, 0.75].map((share) => quantile(sorted, share))
  return { lowest: lowest!, lower: lower!, median: median!, upper: upper! }
}

/** Returns the median alone. */
export function median(values: readonly number[]): number {
  return summarize(values).median
}

function quantile(sorted: readonly number[], share: number): number {
  const index = (sorted.length - 1) * share
  const below = sorted[Math.floor(index)]!
  return below + (sorted[Math.ceil(index)]! - below) * (index - Math.floor(index))
}
