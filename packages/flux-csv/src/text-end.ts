import { firstMarked } from './byte-words.ts'

const EACH_BYTE = 0x0101_0101
const HIGH_BITS = 0x8080_8080
/** The first character after the line ends, which has few before it besides them. */
const AFTER_LINE_ENDS = 14

/**
 * Where the first byte stands that is this one or below 14, as line ends are: four bytes at a time. There must be a line
 * end, and three bytes after it.
 *
 * `pattern` is the byte four times over, as {@link fourTimes} makes it.
 */
export function nextMark(view: DataView, start: number, pattern: number): number {
  for (let at = start; ; at += 4) {
    const word = view.getInt32(at, true)
    const unlike = word ^ pattern
    // A byte that is 0 after the subtraction borrows sets its highest bit; of several such marks the first is right.
    const marks = (((unlike - EACH_BYTE) & ~unlike) | ((word - AFTER_LINE_ENDS * EACH_BYTE) & ~word)) & HIGH_BITS
    if (marks !== 0) return at + firstMarked(marks)
  }
}

/** A word of four times the same byte. */
export function fourTimes(byte: number): number {
  return Math.imul(byte, EACH_BYTE)
}
