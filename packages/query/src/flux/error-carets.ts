import { isHttpError } from '@fluxline/core'
import type { Query } from '../query-options.ts'

// InfluxDB writes line:column-line:column, both from 1, and columns in bytes of UTF-8.
const PLACE = /(?:@|\bloc )(\d+):(\d+)-\d+:\d+/g
const MOST_PLACES = 3

/**
 * Adds to an error of InfluxDB, HttpError or FluxError, the lines of the script that it is about, each with a caret below
 * the place; other errors, and one that shows them already, stay as they are.
 *
 * The query API does so by itself: this is for those who read its raw answers.
 * @returns the same error
 */
export function withPlaces(error: unknown, query: Query): unknown {
  const words = isHttpError(error) ? error.serverMessage : isFluxError(error) ? error.message : undefined
  if (words === undefined) return error
  const script = String(query)
  const places = Array.from(
    words.matchAll(PLACE),
    ([, line, column]) => showPlace(script, Number(line), Number(column)) ?? [],
  )
  const shown = [...new Set(places.flat())].slice(0, MOST_PLACES).join('')
  const failure = error as Error
  if (!failure.message.endsWith(shown)) failure.message += shown
  return failure
}

/** Known by its code, as another copy of the package may have thrown it. */
function isFluxError(error: unknown): error is Error {
  return error instanceof Error && (error as { code?: unknown }).code === 'FLUXLINE_FLUX'
}

/** Where a byte of a line is in its text: both count from 1, and columns of the text as JavaScript does. */
export function textColumn(line: string, byteColumn: number): number {
  const bytes = new TextEncoder().encode(line)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, byteColumn - 1)).length + 1
}

function showPlace(script: string, line: number, byteColumn: number): string | undefined {
  const text = script.split('\n')[line - 1]?.replace(/\r$/, '')
  if (text === undefined) return undefined
  const before = text.slice(0, textColumn(text, byteColumn) - 1)
  const margin = ' '.repeat(String(line).length)
  return `\n  ${line} | ${text}\n  ${margin} | ${blank(before)}^`
}

// What a terminal shows two columns wide.
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u

/** Space as wide as the text: tabs stay, what is put on top of a character takes none. */
function blank(text: string): string {
  return Array.from(text, (character) => {
    if (character === '\t') return '\t'
    if (/\p{M}/u.test(character)) return ''
    return WIDE.test(character) ? '  ' : ' '
  }).join('')
}
