import { QueryError } from './query-errors.ts'

/**
 * Checks that a function was called as the tag of a template.
 *
 * @param usage what to write instead
 * @throws QueryError otherwise, or if a part has an escape sequence that JavaScript cannot read
 */
export function checkTemplate(usage: string, parts: unknown, values: readonly unknown[]): void {
  if (!Array.isArray(parts) || parts.length !== values.length + 1) throw new QueryError(usage)
  const bad = parts.indexOf(undefined)
  if (bad !== -1) {
    throw new QueryError(`Part ${bad + 1} of the template has an invalid escape sequence; write \\\\ for a backslash.`)
  }
}

/** Returns the text around a place of a template, as the end of an error. */
export function excerpt(before: string, after: string): string {
  return ` It is at …${before.slice(-40)}\${…}${after.slice(0, 40)}`
}
