/** A table cannot be made, or written, as it was asked for; the message names the place, the value and the remedy. */
export class DataFrameError extends Error {
  override readonly name = 'DataFrameError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_DATAFRAME'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}

/** Names as an error lists them. */
export function list(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ') || '(none)'
}
