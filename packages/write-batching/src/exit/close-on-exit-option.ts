import { checkOptions, durationOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'

/** How a writer is closed before the process ends. */
export interface CloseOnExitOptions {
  /** Milliseconds after a signal; 0 means no limit. Docker kills a container after ten seconds. @defaultValue 8000 */
  readonly timeout?: number | undefined
}

const DEFAULT_MS = 8000
const knownOptions = { timeout: true } satisfies OptionNames<CloseOnExitOptions>

/** Fills in the default. @throws OptionError if the option is wrong */
export function resolveCloseOnExit(
  what: string,
  option: boolean | CloseOnExitOptions | undefined,
): { readonly timeout: number } | undefined {
  if (option === undefined || option === false) return undefined
  if (option === true) return { timeout: DEFAULT_MS }
  checkOptions(`${what}: closeOnExit`, option, knownOptions, {}, '{ timeout: 8000 }')
  return { timeout: durationOption(what, 'closeOnExit.timeout', option.timeout ?? DEFAULT_MS) }
}
