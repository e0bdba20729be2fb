import { inspect } from 'node:util'

/** Everything that a log may show of a value. */
export function looksOf(value: unknown): string {
  const looks = [inspect(value, { depth: 6, showHidden: true, maxStringLength: null }), inspect(value)]
  try {
    looks.push(JSON.stringify(value) ?? '')
  } catch {
    // Causes may be circular.
  }
  for (let error = value; error instanceof Error; error = error.cause) {
    looks.push(error.message, error.stack ?? '', (error as { body?: string }).body ?? '')
  }
  return looks.join('\n')
}
