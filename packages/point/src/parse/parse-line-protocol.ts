import { LineProtocolError, show } from '../errors.ts'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { Point } from '../point.ts'
import type { Precision } from '../time/precision.ts'

/** How lines are read. */
export interface ParseLineProtocolOptions {
  /** Unit of the times. @defaultValue 'ns' */
  readonly precision?: Precision | undefined
}

/**
 * Reads line protocol back into points, for tests and for looking into a batch.
 *
 * It reads what InfluxDB reads: empty lines and comments are passed over, a newline in a quoted field is data.
 * @throws LineProtocolError that names the line and what is wrong with it
 * @see InfluxDB documentation, "Line protocol"
 */
export function parseLineProtocol(lines: string | Uint8Array, options: ParseLineProtocolOptions = {}): Point[] {
  const bytes = typeof lines === 'string' ? new TextEncoder().encode(lines) : lines
  const scanner = new LineScanner(bytes)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const points: Point[] = []
  while (scanner.nextLine()) {
    const line = decoder.decode(bytes.subarray(scanner.start, scanner.end))
    try {
      points.push(new LineReader(line).read(options.precision ?? 'ns'))
    } catch (error) {
      throw new LineProtocolError(`Line ${points.length + 1}, ${show(line)}: ${(error as Error).message}`, {
        value: line,
      })
    }
  }
  return points
}

// InfluxDB takes a special character for escaped where a backslash stands before it, and a backslash before another
// character for itself. Field keys alone are read in pairs of a backslash and what follows.
const MEASUREMENT = /(?:[^\\, ]|\\+[, ]?)+/y
const TAG = /(?:[^\\,= ]|\\+[,= ]?)+/y
const FIELD_KEY = /(?:\\[^]|[^\\,= ])+/y
const STRING = /"((?:\\[^]|[^"\\])*)"/y
const BARE = /[^, ]+/y
const TIME = / +(-?\d+)$/y

class LineReader {
  readonly #line: string
  #at = 0

  constructor(line: string) {
    this.#line = line
  }

  read(precision: Precision): Point {
    const point = new Point(unescapeText(this.#need(MEASUREMENT, 'a measurement'), /\\([, ])/g))
    while (this.#skip(',')) {
      const key = this.#key(TAG, 'a tag key', /\\([,= ])/g)
      point.tag(key, unescapeText(this.#need(TAG, `a value of tag ${show(key)}`), /\\([,= ])/g))
    }
    if (!this.#skip(' ')) throw this.#error('a space before the fields')
    while (this.#skip(' '));
    do this.#field(point)
    while (this.#skip(','))
    const time = this.#match(TIME)
    if (time) point.time(BigInt(time[1]!), precision)
    if (this.#at < this.#line.length) throw this.#error('a time, or the end of the line')
    return point
  }

  #field(point: Point): void {
    const key = this.#key(FIELD_KEY, 'a field key', /\\([,=" ])/g)
    const quoted = this.#match(STRING)
    if (quoted) point.stringField(key, unescapeText(quoted[1]!, /\\(["\\])/g))
    else this.#bareField(point, key, this.#need(BARE, `a value of field ${show(key)}`))
  }

  #bareField(point: Point, key: string, text: string): void {
    if (/^[+-]?\d+i$/.test(text)) point.intField(key, text.slice(0, -1))
    else if (/^\d+u$/.test(text)) point.uintField(key, text.slice(0, -1))
    else if (/^(t|T|true|True|TRUE)$/.test(text)) point.booleanField(key, true)
    else if (/^(f|F|false|False|FALSE)$/.test(text)) point.booleanField(key, false)
    else if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) point.floatField(key, Number(text))
    else throw this.#error(`a number, boolean or quoted text instead of ${show(text)}`)
  }

  /** A key and the equals sign after it. */
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
