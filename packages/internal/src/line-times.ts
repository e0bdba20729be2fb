import { decodeText } from './decode-text.ts'
import { LineScanner } from './line-boundaries.ts'
import { coarserUnitOf, wrongUnit } from './nanoseconds.ts'
import type { Precision } from './nanoseconds.ts'
import { show } from './show.ts'

const SPACE = 32
const ZERO = 48

/** Returns the unit that the time at the end of a line looks like, if that is coarser than its own. */
export function coarserUnitAt(bytes: Uint8Array, end: number, unit: Precision): Precision | undefined {
  // As many digits as times of 2001 to 2128 have in seconds, milliseconds and microseconds.
  const length = bytes[end - 11] === SPACE ? 10 : bytes[end - 14] === SPACE ? 13 : bytes[end - 17] === SPACE ? 16 : 0
  return length === 0 ? undefined : coarserUnitOf(numberIn(bytes, end - length, end), unit)
}

/** Returns the number that these digits are; NaN if they are something else. */
function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

/** Returns what is wrong with a line whose time looks like a coarser unit, and what to do, without a full stop. */
export function wrongTime(line: Uint8Array, coarser: Precision, unit: Precision): string {
  const problem = `has a time that ${wrongUnit(coarser, unit)}`
  return `Line ${show(decodeText(line))} ${problem}; pass its precision, or checkTimes: false if a time in 1970 is meant`
}

/** Returns what is wrong with the first line whose time looks like a coarser unit; `undefined` if there is none. */
export function findWrongTime(lines: Uint8Array, unit: Precision): string | undefined {
  const scanner = new LineScanner(lines)
  while (scanner.nextLine()) {
    const coarser = scanner.hasTime ? coarserUnitAt(lines, scanner.end, unit) : undefined
    if (coarser !== undefined) return wrongTime(lines.subarray(scanner.start, scanner.end), coarser, unit)
  }
  return undefined
}
