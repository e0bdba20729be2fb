/**
 * Ends a `switch` over a closed set, so that the compiler names each place that a new member of the set must reach.
 *
 * @throws Error always: it is reached only if a value is not what its type says
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value ${String(value)}.`)
}
