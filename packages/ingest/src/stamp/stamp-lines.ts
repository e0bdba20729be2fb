import { concat } from '@fluxline/internal/bytes'
import { findUnterminatedLine, LineScanner } from '@fluxline/internal/line-boundaries'

const NEWLINE = 10

/** The lines of a text, by whether they have times. */
export interface StampedLines {
  /** Those that have times, or are not lines at all, as they were. */
  readonly timed: Uint8Array | undefined
  /** Those that had none, each as it is stamped. */
  readonly stamped: readonly Uint8Array[]
  /** How many lines there are. */
  readonly lines: number
}

/**
 * Gives times to the lines that have none. A text whose lines all have times is returned as it is.
 *
 * @param stampLine returns the line with a time, or `undefined` to leave it out; `at` counts the lines of this text from 0
 */
export function stampLines(
  text: Uint8Array,
  stampLine: (line: Uint8Array, at: number) => Uint8Array | undefined,
): StampedLines {
  let at = 0
  const timed: Uint8Array[] = []
  const stamped: Uint8Array[] = []
  /** Where the part begins that is not yet in `timed`. */
  let from = 0
  for (const scanner = openScanner(text); scanner.nextLine(); at++) {
    if (scanner.hasTime) continue
    const own = stampLine(text.subarray(scanner.start, scanner.end), at)
    if (own) stamped.push(own)
    timed.push(text.subarray(from, scanner.start))
    from = scanner.end
  }
  if (timed.length === 0) return { timed: text, stamped, lines: at }
  timed.push(text.subarray(from))
  const rest = concat(timed)
  return { timed: new LineScanner(rest).nextLine() ? rest : undefined, stamped, lines: at }
}

/** Walks over the lines, also after lines whose quote never closes: these end at their newline, and count as timed. */
function openScanner(text: Uint8Array): { nextLine(): boolean; start: number; end: number; hasTime: boolean } {
  let bad = findUnterminatedLine(text)
  if (!bad) return new LineScanner(text)
  let offset = 0
  let scanner = new LineScanner(text.subarray(0, bad.start))
  const state = {
    start: 0,
    end: 0,
    hasTime: false,
    nextLine(): boolean {
      if (scanner.nextLine()) {
        state.start = offset + scanner.start
        state.end = offset + scanner.end
        state.hasTime = scanner.hasTime
        return true
      }
      if (!bad) return false
      // The writer rejects this line by name.
      state.start = bad.start
      state.end = bad.end
      state.hasTime = true
      offset = state.end
      bad = findUnterminatedLine(text, bad)
      scanner = new LineScanner(text.subarray(offset, bad?.start))
      return true
    },
  }
  return state
}

/** Returns the lines as one text, each with its newline. */
export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const text = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0))
  let end = 0
  for (const line of lines) {
    text.set(line, end)
    end += line.length
    text[end++] = NEWLINE
  }
  return text
}
