/** Median and quartiles of several measurements. */
export interface Summary {
  readonly median: number
  readonly lower: number
  readonly upper: number
}

/** Returns the median and the quartiles. */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) }
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
