import type { Variables } from './process-env.ts'

// A name or a fallback with a brace could hold the next reference: then finding the end would take quadratic time.
const REFERENCE = /\$\{env\.(?:([^{}:]+)(?::-([^{}]*))?\})?/g

/**
 * Replaces `${env.NAME}` by the variable, anywhere in a text. `${env.NAME:-fallback}` is the fallback if the variable is
 * not set or empty.
 *
 * @param fail returns the error of a reference that has no value; it gets the end of a sentence that begins with the source
 */
export function expandReferences(text: string, env: Variables, fail: (message: string) => Error): string {
  return text.replace(REFERENCE, (_, name: string | undefined, fallback: string | undefined) => {
    if (name === undefined) throw fail('has an incomplete reference; write ${env.NAME} or ${env.NAME:-fallback}')
    const value = (Object.hasOwn(env, name) ? env[name] : undefined) ?? fallback
    if (value === undefined) {
      throw fail(`needs the variable ${name}, which is not set; set it, or write a fallback: \${env.${name}:-value}`)
    }
    return value || (fallback ?? value)
  })
}
