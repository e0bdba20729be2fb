import { FluxlineError } from '@fluxline/internal/errors'

/** A table cannot be read or written as asked; the message names the location, the value and the remedy. */
export class DataFrameError extends FluxlineError {
  override readonly name = 'DataFrameError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_DATAFRAME'
}

/** Returns names as an error lists them. */
export function list(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ') || '(none)'
}
