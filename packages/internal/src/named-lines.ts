/**
 * Reads which lines of a write InfluxDB 3 refused; the others are stored. Returns the reason by the index of each line, or
 * `undefined` if the list cannot be trusted: then nothing is known about any line.
 *
 * A line is named by its number, from 1, among the lines that are neither empty nor comments. The list also has the
 * beginning of its text, at most 20 characters, in part with quotes, escapes and numbers written in another way. So the
 * number counts, and the text must fit it.
 * @param lines the text of each line, as it was sent
 * @see InfluxDB 3 Core documentation, "Write data", "Partial writes"
 */
export function namedLines(lines: readonly string[], list: unknown): ReadonlyMap<number, string> | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined
  const reasons = new Map<number, string>()
  for (const entry of list as unknown[]) {
    const { line_number: number, original_line: text, error_message: reason } = Object(entry) as Record<string, unknown>
    if (!Number.isSafeInteger(number) || typeof text !== 'string' || typeof reason !== 'string') return undefined
    const index = (number as number) - 1
    const line = lines[index]
    if (line === undefined || reasons.has(index) || !fits(text, line)) return undefined
    reasons.set(index, reason)
  }
  return reasons
}

/** What a text may have lost. */
const REWRITTEN = /["\\]/g
const NUMBER = /(?<==)-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?=[, ]|$)/g
/** A text with fewer bytes is not cut: a cut one may have lost a character at its end. */
const CUT_BYTES = 17
const encoder = new TextEncoder()

/** Whether a text is the beginning of a line, or all of it: as it was sent, or with its numbers in another form. */
function fits(text: string, line: string): boolean {
  const found = text.replace(REWRITTEN, '').replace(/\uFFFD$/, '')
  const sent = line.trim().replace(REWRITTEN, '')
  const isCut = encoder.encode(text).length >= CUT_BYTES
  return [sent, sent.replace(NUMBER, (digits) => String(Number(digits)))].some((whole) =>
    isCut ? whole.startsWith(found) : whole === found,
  )
}
