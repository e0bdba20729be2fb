/**
 * Returns the message of what was thrown, or its text if it is not an error.
 *
 * Users may throw anything. It never throws, whatever the object does: an object without a prototype has no text.
 */
export function textOfThrown(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    return typeof error
  }
}
