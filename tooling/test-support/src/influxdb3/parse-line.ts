/** The type of a column, as the server names it in errors. */
export type ColumnType = 'tag' | 'float' | 'integer' | 'uinteger' | 'string' | 'boolean'

/** A line that was understood. */
export interface ParsedLine {
  readonly table: string
  readonly tags: readonly (readonly [name: string, value: string])[]
  readonly fields: readonly (readonly [name: string, type: ColumnType, text: string])[]
  readonly time: bigint | undefined
}

/** Why a line was not understood, in the server's words. */
export class LineError extends Error {}

const UNESCAPED = /\\(.)/gs

/** Splits a text where a character stands without an escape, and outside of quotes if these count. */
function split(text: string, separator: string, quotes: boolean): string[] {
  const parts: string[] = []
  let start = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (quotes && text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === separator && !isQuoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

const FIELD =
  /^(?:(?<integer>-?\d+)i|(?<uinteger>\d+)u|(?<float>-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)|(?<boolean>t|T|true|True|TRUE|f|F|false|False|FALSE)|"(?<string>(?:[^"\\]|\\.)*)")$/s

/** Reads a line as InfluxDB 3 does. @throws LineError */
export function parseLine(line: string): ParsedLine {
  const [series = '', fieldSet, timeText] = splitLine(line)
  if (fieldSet === undefined) throw new LineError('A generic parsing error occurred: TakeWhile1')
  const [table = '', ...tagTexts] = split(series, ',', false)
  const tags = tagTexts.map((tag) => {
    const [name = '', value = ''] = split(tag, '=', false)
    if (name === '' || value === '') throw new LineError('Tag Set Malformed')
    return [name.replace(UNESCAPED, '$1'), value.replace(UNESCAPED, '$1')] as const
  })
  const fields = split(fieldSet, ',', true).map((field) => {
    const [name = '', ...rest] = split(field, '=', true)
    const groups = FIELD.exec(rest.join('='))?.groups
    if (!groups) throw new LineError('No fields were provided')
    const [type, text] = Object.entries(groups).find(([, value]) => value !== undefined)!
    if (type === 'integer' && BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
      throw new LineError(`Unable to parse integer value '${text}'`)
    return [name.replace(UNESCAPED, '$1'), type as ColumnType, text] as const
  })
  const seen = new Set<string>()
  for (const [name] of fields) {
    if (seen.has(name)) throw new LineError(`invalid line protocol - multiple instances of '${name}' field found`)
    seen.add(name)
  }
  if (timeText !== undefined && !/^-?\d+$/.test(timeText)) throw new LineError('Could not parse entire line')
  return {
    table: table.replace(UNESCAPED, '$1'),
    tags,
    fields,
    time: timeText === undefined ? undefined : BigInt(timeText),
  }
}

/** Splits a line at its blanks: the series, the fields, the time. */
function splitLine(line: string): string[] {
  const [series = '', ...rest] = split(line, ' ', false)
  const text = rest.join(' ').trim()
  if (rest.length === 0) return [series]
  const [fields = '', ...time] = split(text, ' ', true)
  return time.length === 0 ? [series, fields] : [series, fields, time.join(' ').trim()]
}

/** Returns the lines that are neither empty nor comments; a line break in quotes ends none. */
export function linesOf(text: string): string[] {
  const lines: string[] = []
  let pending = ''
  for (const part of text.split('\n')) {
    const line = pending === '' ? part : `${pending}\n${part}`
    if (pending === '' && /^\s*(?:#|$)/.test(part)) continue
    // Quotes count in the fields alone: after the first blank without an escape.
    const fields = /^(?:\\.|[^\\ ])* (.*)$/s.exec(line)?.[1] ?? ''
    const isOpen = fields.replace(/\\./gs, '').split('"').length % 2 === 0
    pending = isOpen ? line : ''
    if (!isOpen) lines.push(line.replace(/\r$/, '').trimStart())
  }
  return pending === '' ? lines : [...lines, pending]
}
