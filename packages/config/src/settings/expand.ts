import type { Environment } from '../config-types.ts'
import { ConfigError } from '../errors.ts'
import type { Setting } from './setting.ts'

// ${env.NAME}, or ${env.NAME:-fallback}
const REFERENCE = /\$\{env\.([^}:]+)(?::-([^}]*))?\}/g

/**
 * Replaces `${env.NAME}` by the variable, anywhere in a text and in each text of a list. `${env.NAME:-fallback}` is the
 * fallback if the variable is not set or empty.
 *
 * @throws ConfigError if a variable is not set and has no fallback
 */
export function expand(setting: Setting, env: Environment): Setting {
  const expanded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(expanded)
    return typeof value === 'string' ? value.replace(REFERENCE, variable) : value
  }
  const variable = (_: string, name: string, fallback: string | undefined): string => {
    const found = fallback === undefined ? env[name] : env[name] || fallback
    if (found !== undefined) return found
    throw new ConfigError(
      `${setting.source} needs the variable ${name}, which is not set; set it, or write a fallback: \${env.${name}:-value}.`,
    )
  }
  return { ...setting, value: expanded(setting.value) }
}
