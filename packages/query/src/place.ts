import { isHttpError } from '@fluxline/core'

// InfluxDB writes line:column-line:column, both from 1, and columns in bytes of UTF-8.
const PLACE = /(?:@|\bloc )(\d+):(\d+)-\d+:\d+/g
const MOST_PLACES = 3

/** Adds the lines of the script that InfluxDB's error is about, each with a caret below the place. */
export function withPlaces(error: unknown, script: string): unknown {
  if (!isHttpError(error)) return error
  const places = Array.from(
    (error.serverMessage ?? '').matchAll(PLACE),
    ([, line, column]) => showPlace(script, Number(line), Number(column)) ?? [],
  )
  error.message += [...new Set(places.flat())].slice(0, MOST_PLACES).join('')
  return error
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
