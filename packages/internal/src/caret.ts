/** A line of source, and a line with a caret below one of its columns. */
export interface CaretLines {
  readonly text: string
  readonly caret: string
}

/** The most characters of a line that are shown; of longer lines, those around the column. */
const MOST_CHARACTERS = 160

/**
 * Shows a line of source with a caret below a column; `undefined` if the source has no such line. Lines and columns
 * count from 1, columns in UTF-16 code units; a column beyond the line's end is its end.
 *
 * Tabs and wide characters line up in a terminal.
 */
export function caretLine(source: string, line: number, column: number): CaretLines | undefined {
  const text = lineOf(source, line)
  if (text === undefined) return undefined
  const at = Math.min(Math.max(column - 1, 0), text.length)
  const from =
    at <= MOST_CHARACTERS / 2 || text.length <= MOST_CHARACTERS ? 0 : wholeCharacter(text, at - MOST_CHARACTERS / 2)
  const to = text.length - from <= MOST_CHARACTERS ? text.length : wholeCharacter(text, from + MOST_CHARACTERS)
  const opening = from > 0 ? '…' : ''
  return {
    text: `${opening}${text.slice(from, to)}${to < text.length ? '…' : ''}`,
    caret: `${blank(opening + text.slice(from, at))}^`,
  }
}

/** Returns the column of a byte in a line of text. Both count from 1; columns are in UTF-16 code units. */
export function textColumn(line: string, byteColumn: number): number {
  let bytes = 1
  let at = 0
  while (at < line.length && bytes < byteColumn) {
    const code = line.codePointAt(at)!
    bytes += byteLength(code)
    at += code > 0xff_ff ? 2 : 1
  }
  return at + 1
}

/** Returns a function that is {@link textColumn} of one line, for many columns: it reads the line only once. */
export function textColumns(line: string): (byteColumn: number) => number {
  const columns: number[] = []
  let column = 1
  for (const character of line) {
    columns.push(column)
    column += character.length
    // A byte inside a character belongs to the next one.
    for (let left = byteLength(character.codePointAt(0)!); left > 1; left--) columns.push(column)
  }
  return (byteColumn) => columns[Math.max(byteColumn, 1) - 1] ?? column
}

/** Returns how many bytes of UTF-8 a character takes. */
function byteLength(code: number): number {
  return code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4
}

/** Returns a line, counted from 1, without its line break. */
function lineOf(source: string, line: number): string | undefined {
  if (!(line >= 1)) return undefined
  let start = 0
  for (let count = 1; count < line; count++) {
    const newline = source.indexOf('\n', start)
    if (newline === -1) return undefined
    start = newline + 1
  }
  const newline = source.indexOf('\n', start)
  const end = newline === -1 ? source.length : newline
  return source.slice(start, source[end - 1] === '\r' ? end - 1 : end)
}

/** Moves a place that is inside a surrogate pair to its start. */
function wholeCharacter(text: string, at: number): number {
  return text.codePointAt(at - 1)! > 0xff_ff ? at - 1 : at
}

// What a terminal shows two columns wide.
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u

/** Returns space as wide as the text: tabs stay, and marks on top of a character take none. */
function blank(text: string): string {
  return Array.from(text, (character) => {
    if (character === '\t') return '\t'
    if (/\p{M}/u.test(character)) return ''
    return WIDE.test(character) ? '  ' : ' '
  }).join('')
}
