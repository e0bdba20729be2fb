import { concat } from '@fluxline/internal/bytes'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import type { AnyInput } from './input-types.ts'

/** The longest line that may lie in several chunks. InfluxDB accepts strings of up to 64 KiB. */
const MAX_OPEN_BYTES = 1024 * 1024
const NEWLINE = 10

/** Joins text and bytes that are split anywhere, and passes other chunks on. */
export async function* wholeLines(chunks: AsyncIterable<AnyInput>): AsyncGenerator<AnyInput> {
  const encoder = new TextEncoder()
  let rest: Uint8Array = new Uint8Array(0)
  let text = ''
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      // A character beyond U+FFFF may be split between two chunks.
      text += chunk
      if (!chunk.includes('\n')) continue
      rest = concat([rest, encoder.encode(text)])
      text = ''
    } else if (chunk instanceof Uint8Array) {
      if (text !== '') rest = concat([rest, encoder.encode(text)])
      text = ''
      // The stream may use the memory of a chunk again: what waits for the next one is copied.
      const isOpen = !chunk.includes(NEWLINE)
      rest = rest.length === 0 && !isOpen ? chunk : concat([rest, chunk])
      if (isOpen) continue
    } else {
      yield chunk
      continue
    }
    const end = endOfWholeLines(rest) || endOfBroken(rest)
    if (end > 0) yield rest.subarray(0, end)
    rest = concat([rest.subarray(end)])
  }
  const last = concat([rest, encoder.encode(text)])
  if (last.length > 0) yield last
}

/** Returns where the last complete line ends; a newline inside a string ends none. */
function endOfWholeLines(bytes: Uint8Array): number {
  const scanner = new LineScanner(bytes)
  let end = 0
  while (scanner.nextLine()) if (scanner.isTerminated) end = bytes.indexOf(NEWLINE, scanner.end) + 1
  return end
}

/** A quote that never closes would keep the rest in memory: beyond this size, every newline ends a line again. */
function endOfBroken(bytes: Uint8Array): number {
  return bytes.length < MAX_OPEN_BYTES ? 0 : bytes.lastIndexOf(NEWLINE) + 1
}
