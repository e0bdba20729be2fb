import { defaultTagText } from './default-tag.ts'
import { expandReferences } from './env-references.ts'
import { OptionError } from './errors.ts'
import { processEnv } from './process-env.ts'

/**
 * Returns default tags with `${env.NAME}` and `${env.NAME:-fallback}` in their values replaced by the process's variables.
 *
 * @throws OptionError if a value is not a string, or a variable is not set and has no fallback
 */
export function expandTags<Tags extends Readonly<Record<string, string>> | undefined>(what: string, tags: Tags): Tags {
  const env = processEnv()
  return (
    tags &&
    (Object.fromEntries(
      Object.entries(tags).map(([key, value]) => {
        const fail = (message: string): Error =>
          new OptionError(`${what}: default tag "${key}" ${message}`, { option: 'defaultTags' })
        const text = defaultTagText(what, key, value)
        return [key, text && expandReferences(text, env, fail)]
      }),
    ) as Tags)
  )
}
