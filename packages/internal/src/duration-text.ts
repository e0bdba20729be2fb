/** A unit of a Flux duration: years, months, weeks, days, hours, minutes, seconds, and their fractions. */
export type DurationUnit = 'y' | 'mo' | 'w' | 'd' | 'h' | 'm' | 's' | 'ms' | 'us' | 'ns'

/** A count and its unit, as they stand in a duration. */
export interface DurationPart {
  readonly digits: string
  readonly unit: DurationUnit
}

/** A Flux duration as it is written. */
export interface DurationText {
  readonly isNegative: boolean
  readonly parts: readonly DurationPart[]
}

/**
 * Reads a Flux duration such as `1h30m` or `-7d`; `undefined` if the text is something else.
 * @see InfluxDB documentation, "Flux duration literals"
 */
export function parseDuration(text: string): DurationText | undefined {
  const isNegative = text.startsWith('-')
  const parts: DurationPart[] = []
  const start = isNegative ? 1 : 0
  const end = readParts(text, start, parts)
  return end === text.length && end > start ? { isNegative, parts } : undefined
}

/** Whether a text is a Flux duration, with or without a sign. */
export function isDuration(text: string): boolean {
  const start = text.startsWith('-') ? 1 : 0
  return text.length > start && endOfDuration(text, start) === text.length
}

/** Returns where the longest duration without a sign ends that begins at `start`: there, if none does. */
export function endOfDuration(text: string, start: number): number {
  return readParts(text, start, undefined)
}

function readParts(text: string, start: number, parts: DurationPart[] | undefined): number {
  let end = start
  for (;;) {
    let digitsEnd = end
    while (isDigit(text.charCodeAt(digitsEnd))) digitsEnd++
    if (digitsEnd === end) return end
    const unit = unitAt(text, digitsEnd)
    if (unit === undefined) return end
    parts?.push({ digits: text.slice(end, digitsEnd), unit })
    end = digitsEnd + unit.length
  }
}

function unitAt(text: string, at: number): DurationUnit | undefined {
  const second = text[at + 1]
  switch (text[at]) {
    case 'y':
    case 'w':
    case 'd':
    case 'h':
    case 's':
      return text[at]
    case 'm':
      return second === 'o' ? 'mo' : second === 's' ? 'ms' : 'm'
    case 'u':
    case 'µ':
      return second === 's' ? 'us' : undefined
    case 'n':
      return second === 's' ? 'ns' : undefined
    default:
      return undefined
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** A duration from the results of a Flux query. */
export interface DurationValue {
  readonly parts: object
  toString(): string
}
