import type { Lines } from '@fluxline/internal/line-ranges'
import { decodeEnd, decodeFrameHeader, FRAME_BYTES, frameMark, isIntact } from './frame.ts'
import type { Acceptance } from './frame.ts'

/** How often each byte of a segment is checked, about. */
const CHECKS = 8

/** A frame that was found. */
interface FoundFrame extends Acceptance, Lines {
  readonly body: Uint8Array
}

/** Bytes that a damaged frame left, and the lines that were in them. */
export interface DamagedBytes extends Lines {
  readonly start: number
  readonly end: number
}

/** Everything in the bytes of a segment. */
export interface SegmentScan {
  readonly frames: readonly FoundFrame[]
  readonly damaged: readonly DamagedBytes[]
  /** Number of the line after the last of these. */
  readonly to: number
  /** Where the last of these ends. What follows is incomplete, unless it is the segment's end. */
  readonly end: number
  readonly isFinished: boolean
}

/**
 * Finds every intact frame of a segment, whatever bytes are between them. Takes time in proportion to the bytes.
 *
 * @param start where the first frame begins
 * @param first number of the first line
 */
export function scanSegment(bytes: Uint8Array, start: number, first: number, salt: number): SegmentScan {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const frames: FoundFrame[] = []
  const damaged: DamagedBytes[] = []
  let end = Math.min(start, buffer.length)
  let to = first
  let bad: DamagedBytes | undefined
  // Frames that contain each other would make the work grow with the square of the bytes.
  let budget = buffer.length * CHECKS
  const damageUntil = (at: number, line: number): void => {
    if (at > end || line > to) damaged.push({ start: end, end: at, from: to, to: Math.max(to, line) })
    bad = undefined
  }
  for (let at = end; at < buffer.length;) {
    const header = decodeFrameHeader(buffer, at, salt)
    const next = header === undefined ? Infinity : at + FRAME_BYTES + header.length
    if (header && next <= buffer.length) {
      const { from, acceptedAt, uptime } = header
      const body = buffer.subarray(at + FRAME_BYTES, next)
      budget -= body.length
      if (isIntact(header, body, salt)) {
        // Frames are in order: this one is a copy of bytes before it.
        const isDoubled = from < to
        if (!isDoubled) {
          damageUntil(at, from)
          frames.push({ from, to: header.to, acceptedAt, uptime, body })
          to = header.to
        }
        at = end = next
        continue
      }
      bad = { start: at, end: next, from, to: header.to }
      // Its length may be wrong for the bytes that are left of it.
      at = budget > 0 ? nextMark(buffer, at + 1, salt) : next
      continue
    }
    const last = decodeEnd(buffer, at, salt)
    if (last?.offset === at) {
      damageUntil(at, last.to)
      return { frames, damaged, to: Math.max(to, last.to), end: at, isFinished: true }
    }
    at = nextMark(buffer, at + 1, salt)
  }
  if (bad === undefined) return { frames, damaged, to, end, isFinished: false }
  damaged.push({ ...bad, start: end, from: to, to: Math.max(to, bad.to) })
  return { frames, damaged, to: Math.max(to, bad.to), end: bad.end, isFinished: false }
}

/** Returns where the next frame or the segment's end begins, by their checksums. */
function nextMark(buffer: Buffer, from: number, salt: number): number {
  // Both marks begin alike.
  const mark = frameMark.subarray(0, 2)
  for (let at = buffer.indexOf(mark, from); at !== -1; at = buffer.indexOf(mark, at + 1)) {
    if (decodeFrameHeader(buffer, at, salt) || decodeEnd(buffer, at, salt)?.offset === at) return at
  }
  return buffer.length
}
