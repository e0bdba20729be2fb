import { expandReferences } from '@fluxline/internal/env-references'
import type { Environment } from '../config-types.ts'
import { ConfigError } from '../errors.ts'
import type { Setting } from './setting.ts'

/**
 * Replaces `${env.NAME}` and `${env.NAME:-fallback}` in a text and in each text of a list.
 *
 * @throws ConfigError if a variable is not set and has no fallback
 */
export function expand(setting: Setting, env: Environment): Setting {
  const fail = (message: string): Error => new ConfigError(`${setting.source} ${message}.`)
  const expanded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(expanded)
    return typeof value === 'string' ? expandReferences(value, env, fail) : value
  }
  return { ...setting, value: expanded(setting.value) }
}
