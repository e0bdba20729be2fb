import { decodeText } from '@fluxline/internal/decode-text'
import { assertNever } from '@fluxline/internal/assert-never'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'
import { fieldTypes } from '../field-types.ts'
import type { FieldType, FieldValue, Notation } from '../field-types.ts'
import { Point } from '../point.ts'
import type { Precision } from '../time/precision.ts'

/** How lines are read. */
export interface ParseLineProtocolOptions {
  /** Unit of the times. @defaultValue 'ns' */
  readonly precision?: Precision | undefined
}

const knownOptions = { precision: true } satisfies OptionNames<ParseLineProtocolOptions>

/**
 * Reads line protocol back into points, for tests and for looking into a batch.
 *
 * It reads lines as InfluxDB does: it skips empty lines and comments, and a newline in a quoted field is data.
 * @throws LineProtocolError with the number of the line and what is wrong with it, if one is not line protocol
 * @see InfluxDB documentation, "Line protocol"
 */
export function parseLineProtocol(lines: string | Uint8Array, options: ParseLineProtocolOptions = {}): Point[] {
  checkOptions('parseLineProtocol', options, knownOptions)
  const precision = oneOf('parseLineProtocol', 'precision', options.precision ?? 'ns', ['ns', 'us', 'ms', 's'])
  const bytes = typeof lines === 'string' ? new TextEncoder().encode(lines) : lines
  const scanner = new LineScanner(bytes)
  const points: Point[] = []
  while (scanner.nextLine()) {
    const line = decodeText(bytes.subarray(scanner.start, scanner.end))
    try {
      points.push(new LineReader(line).readPoint(precision))
    } catch (error) {
      const shown = show(line)
      const message = `Line ${lineNumber(bytes, scanner.start)}, ${shown}: ${(error as Error).message}`
      throw new LineProtocolError(message, { value: shown })
    }
  }
  return points
}

/** Returns the number of the line that a byte is in, as an editor counts: from 1, with comments and empty lines. */
function lineNumber(bytes: Uint8Array, at: number): number {
  let number = 1
  for (let end = bytes.indexOf(NEWLINE); end !== -1 && end < at; end = bytes.indexOf(NEWLINE, end + 1)) number++
  return number
}

const NEWLINE = 10

// InfluxDB unescapes a special character after a backslash, and keeps a backslash before any other character. Only field
// keys are read in pairs of a backslash and the next character, and no equals sign may follow a backslash.
const MEASUREMENT = /(?:[^\\, ]|\\+[, ]?)+/y
const TAG = /(?:[^\\,= ]|\\+[,= ]?)+/y
const FIELD_KEY = /(?:\\[^]|[^\\,= ])+(?<!\\)/y
const STRING = /"((?:\\[^]|[^"\\])*)"/y
const UNQUOTED = /[^, ]+/y
const BLANKS = /[ \t\0]*/y
const TIME = / [ \t\0]*(-?\d+)$/y

/** Values in each notation, without the letter that ends an integer; text in quotes is always read as a string. */
const patterns: Readonly<Record<Notation, RegExp | undefined>> = {
  decimal: /^-?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/,
  integer: /^-?\d+$/,
  boolean: /^(t|T|true|True|TRUE|f|F|false|False|FALSE)$/,
  quoted: undefined,
}

class LineReader {
  readonly #line: string
  #at = 0

  constructor(line: string) {
    this.#line = line
  }

  readPoint(precision: Precision): Point {
    const point = new Point(unescapeText(this.#need(MEASUREMENT, 'a measurement'), /\\([, ])/g))
    while (this.#skip(',')) {
      const key = this.#key(TAG, 'a tag key', /\\([,= ])/g)
      point.tag(key, unescapeText(this.#need(TAG, `a value of tag ${show(key)}`), /\\([,= ])/g))
    }
    if (!this.#skip(' ')) throw this.#error('a space before the fields')
    this.#match(BLANKS)
    do this.#field(point)
    while (this.#skip(','))
    const time = this.#match(TIME)
    if (time) point.time(time[1], precision)
    if (this.#at < this.#line.length) throw this.#error('a time, or the end of the line')
    return point
  }

  #field(point: Point): void {
    const key = this.#key(FIELD_KEY, 'a field key', /\\([,=" ])/g)
    const quoted = this.#match(STRING)
    if (quoted) point.stringField(key, unescapeText(quoted[1]!, /\\(["\\])/g))
    else this.#unquotedField(point, key, this.#need(UNQUOTED, `a value of field ${show(key)}`))
  }

  #unquotedField(point: Point, key: string, text: string): void {
    const types = Object.keys(fieldTypes) as FieldType[]
    const type = types.find((each) => {
      const { notation, suffix } = fieldTypes[each]
      return text.endsWith(suffix) && patterns[notation]?.test(text.slice(0, text.length - suffix.length))
    })
    if (type === undefined) throw this.#error(`a number, boolean or quoted text instead of ${show(text)}`)
    const value = unquotedValue(text, type)
    if (value === Infinity || value === -Infinity) throw this.#error(`a number of 64 bits instead of ${show(text)}`)
    point.field(key, value, type)
  }

  /** Reads a key and the equals sign after it. */
  #key(pattern: RegExp, what: string, escapes: RegExp): string {
    const key = unescapeText(this.#need(pattern, what), escapes)
    if (!this.#skip('=')) throw this.#error(`an equals sign after ${show(key)}`)
    return key
  }

  #skip(character: string): boolean {
    if (this.#line[this.#at] !== character) return false
    this.#at++
    return true
  }

  #need(pattern: RegExp, what: string): string {
    const found = this.#match(pattern)?.[0]
    if (found === undefined) throw this.#error(what)
    return found
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#line)
    if (found) this.#at = pattern.lastIndex
    return found
  }

  #error(expected: string): LineProtocolError {
    return new LineProtocolError(`expected ${expected} at character ${this.#at + 1}.`)
  }
}

function unescapeText(text: string, escapes: RegExp): string {
  return text.includes('\\') ? text.replace(escapes, '$1') : text
}

function unquotedValue(text: string, type: FieldType): FieldValue {
  const { notation } = fieldTypes[type]
  switch (notation) {
    case 'decimal':
      return Number(text)
    case 'integer':
      // The point checks its range.
      return text.slice(0, -1)
    case 'boolean':
      return /^t/i.test(text)
    case 'quoted':
      return text
    default:
      return assertNever(notation)
  }
}
