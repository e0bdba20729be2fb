import { FluxlineError } from '@fluxline/internal/errors'

export { OptionError } from '@fluxline/internal/errors'
export type { FluxlineErrorCode, OptionErrorDetails } from '@fluxline/internal/errors'

/** The configuration cannot be used. The message names the file, key or variable, and never shows a secret. */
export class ConfigError extends FluxlineError {
  override readonly name = 'ConfigError'
  readonly code = 'FLUXLINE_CONFIG'
}
