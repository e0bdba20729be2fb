import { isHttpError } from '@fluxline/core'
import { caretLine, textColumn } from '@fluxline/internal/caret'
import { addToMessage } from '@fluxline/internal/errors'
import type { Query } from '../query-options.ts'

// InfluxDB writes line:column-line:column, both from 1, and columns in bytes of UTF-8.
const LOCATION = /(?:@|\bloc )(\d+):(\d+)-\d+:\d+/g
const MAX_LOCATIONS = 3
// InfluxDB repeats locations. Each costs a search in the script.
const MAX_SEARCHED = 30

/**
 * Adds to an error of InfluxDB, HttpError or FluxError, the lines of the script that it is about, each with a caret below
 * the location. Other errors, and one that has these lines already, stay as they are.
 *
 * @returns the same error
 */
export function withCarets(error: unknown, query: Query): unknown {
  const text = isHttpError(error) ? error.serverMessage : isFluxError(error) ? error.message : undefined
  if (text === undefined) return error
  const script = String(query)
  const lines = new Set<string>()
  let searched = 0
  for (const [, line, column] of text.matchAll(LOCATION)) {
    if (lines.size === MAX_LOCATIONS || ++searched > MAX_SEARCHED) break
    const shown = showLocation(script, Number(line), Number(column))
    if (shown !== '') lines.add(shown)
  }
  const shown = [...lines].join('')
  const failure = error as Error
  return failure.message.endsWith(shown) ? failure : addToMessage(failure, shown)
}

/** Compares the code, since another copy of the package may have thrown the error. */
export function isFluxError(error: unknown): error is Error {
  return error instanceof Error && (error as { code?: unknown }).code === 'FLUXLINE_FLUX'
}

/** Returns a line with a caret, or nothing if the script has no such line. */
function showLocation(script: string, line: number, byteColumn: number): string {
  const text = script.split('\n')[line - 1]
  return text === undefined ? '' : showCaret(script, line, textColumn(text, byteColumn))
}

/** Returns a line of a script with a caret below a column, as errors end with them; nothing if the script has no such line. */
export function showCaret(script: string, line: number, column: number): string {
  const shown = caretLine(script, line, column)
  if (!shown) return ''
  const margin = ' '.repeat(String(line).length)
  return `\n  ${line} | ${shown.text}\n  ${margin} | ${shown.caret}`
}
