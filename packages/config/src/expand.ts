import { ConfigError } from './errors.ts'
import type { Setting } from './setting.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

// ${env.NAME}, or ${env.NAME:-fallback}
const REFERENCE = /\$\{env\.([^}:]+)(?::-([^}]*))?\}/g

/** Puts variables in place of `${env.NAME}`, anywhere in a text. @throws ConfigError on one that is not set */
export function expand(setting: Setting, env: Environment): Setting {
  if (typeof setting.value !== 'string') return setting
  const value = setting.value.replace(REFERENCE, (_, name: string, fallback: string | undefined) => {
    const found = env[name] ?? fallback
    if (found !== undefined) return found
    throw new ConfigError(
      `${setting.source} needs the variable ${name}, which is not set; set it, or write a fallback: \${env.${name}:-value}.`,
    )
  })
  return { ...setting, value }
}
