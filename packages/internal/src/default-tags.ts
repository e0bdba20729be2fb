import { expandReferences } from './env-references.ts'
import { OptionError } from './errors.ts'
import { processEnv } from './process-env.ts'

/**
 * Returns default tags with `${env.NAME}` and `${env.NAME:-fallback}` in their values replaced by the process's variables.
 *
 * @throws OptionError if a variable is not set and has no fallback
 */
export function expandTags<Tags extends Readonly<Record<string, string>> | undefined>(what: string, tags: Tags): Tags {
  const env = processEnv()
  return (
    tags &&
    (Object.fromEntries(
      Object.entries(tags).map(([key, value]) => {
        const fail = (message: string): Error =>
          new OptionError(`${what}: default tag "${key}" ${message}`, { option: 'defaultTags' })
        return [key, typeof value === 'string' ? expandReferences(value, env, fail) : value]
      }),
    ) as Tags)
  )
}
