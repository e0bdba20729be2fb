/** A configuration that cannot be used; the message names the file, key or variable, and never shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'FLUXLINE_CONFIG'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}
