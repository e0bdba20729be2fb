/** A query cannot be built or sent as it is; the message names the place, the value and the remedy. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code = 'FLUXLINE_QUERY'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}
