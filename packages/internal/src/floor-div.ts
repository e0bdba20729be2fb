/** Divides to the floor, also below zero; the divisor is positive. */
export function floorDiv(value: bigint, divisor: bigint): bigint {
  return (value - floorMod(value, divisor)) / divisor
}

/** Returns what {@link floorDiv} leaves over: at least 0, and less than the divisor. */
export function floorMod(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor
  return rest < 0n ? rest + divisor : rest
}
