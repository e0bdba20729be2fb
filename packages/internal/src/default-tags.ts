import { expandReferences } from './env-references.ts'
import { OptionError } from './errors.ts'
import { processEnv } from './process-env.ts'
import { showOption } from './show.ts'

/**
 * Returns default tags with `${env.NAME}` and `${env.NAME:-fallback}` in their values replaced by the process's variables.
 *
 * @throws OptionError if a value is not text, or a variable is not set and has no fallback
 */
export function expandTags<Tags extends Readonly<Record<string, string>> | undefined>(what: string, tags: Tags): Tags {
  const env = processEnv()
  return (
    tags &&
    (Object.fromEntries(
      Object.entries(tags).map(([key, value]) => {
        const fail = (message: string): Error =>
          new OptionError(`${what}: default tag "${key}" ${message}`, { option: 'defaultTags' })
        if (typeof value !== 'string') throw fail(`must be a string, not ${showOption(value)}`)
        return [key, expandReferences(value, env, fail)]
      }),
    ) as Tags)
  )
}
