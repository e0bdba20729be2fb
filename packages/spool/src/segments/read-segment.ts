import type { Files, OpenFile } from '../files/files.ts'
import { decodeAcks } from '../format/acks.ts'
import { decodeEnd, FRAME_BYTES } from '../format/frame.ts'
import { scanSegment } from '../format/scan-segment.ts'
import type { SegmentScan } from '../format/scan-segment.ts'
import { decodeHeader } from '../format/segment-header.ts'
import { Segment } from './segment.ts'

const HEADER_BYTES = 4096
const MAX_HEADER_BYTES = 64 * 1024

/** A segment that was found on disk, or why it is none. */
export type FoundSegment =
  | {
      readonly kind: 'segment'
      readonly segment: Segment
      readonly tornBytes: number
      readonly isHeaderDamaged: boolean
    }
  | { readonly kind: 'unreadable'; readonly bytes: number; readonly reason: string }
  /** Its writer ended between two steps, or the machine did before anything was on the drive. */
  | { readonly kind: 'empty' }

/**
 * Opens a segment that an earlier writer left. It reads the frames only if the segment has no end: then the writer was not
 * closed, and the last frame may be torn. Throws the system's errors.
 */
export function readSegment(files: Files, path: string): FoundSegment {
  const file = files.open(path, 'read')
  try {
    const { size } = file
    if (size === 0) return { kind: 'empty' }
    let reading = decodeHeader(readAt(file, 0, Math.min(size, HEADER_BYTES)))
    if (reading.kind === 'damaged' || (reading.kind === 'header' && reading.isDamaged)) {
      reading = decodeHeader(readAt(file, 0, Math.min(size, MAX_HEADER_BYTES)))
    }
    if (reading.kind === 'damaged') return unreadable(size, 'has no readable header')
    if (reading.kind === 'unknown version') {
      return unreadable(
        size,
        `has format version ${reading.version}, which this version of @fluxline/spool cannot read`,
      )
    }
    const { header, dataStart, isDamaged: isHeaderDamaged } = reading
    const last =
      size < FRAME_BYTES ? undefined : decodeEnd(readAt(file, size - FRAME_BYTES, FRAME_BYTES), 0, header.salt)
    if (last?.offset === size - FRAME_BYTES) {
      const { to, acceptedAt, uptime } = last
      const segment = new Segment({ path, header, dataStart, size, to, accepted: { acceptedAt, uptime } })
      return { kind: 'segment', segment, tornBytes: 0, isHeaderDamaged }
    }
    const scan = scanSegment(readAt(file, 0, size), dataStart, header.first, header.salt)
    const { acceptedAt = header.createdAt, uptime = 0 } = scan.frames.at(-1) ?? {}
    const end = scan.isFinished ? scan.end + FRAME_BYTES : scan.end
    const segment = new Segment({ path, header, dataStart, size, to: scan.to, accepted: { acceptedAt, uptime } })
    return { kind: 'segment', segment, tornBytes: Math.max(0, size - end), isHeaderDamaged }
  } finally {
    file.close()
  }
}

/** Marks the lines of a segment that had ended before. */
export function readAcknowledgements(files: Files, segment: Segment): void {
  const { first, to, header } = segment
  try {
    for (const lines of decodeAcks(files.readAll(segment.acknowledgementsPath), header.salt)) {
      segment.ended.add({ from: Math.max(first, lines.from), to: Math.min(to, lines.to) })
    }
  } catch {
    // Without them lines are sent again, as the same points.
  }
}

/** Reads a whole segment. Throws the system's errors. */
export function scanWhole(files: Files, segment: Segment): { bytes: Uint8Array; scan: SegmentScan } {
  const bytes = files.readAll(segment.path).subarray(0, segment.isOpen ? segment.size : undefined)
  return { bytes, scan: scanSegment(bytes, segment.dataStart, segment.first, segment.header.salt) }
}

function readAt(file: OpenFile, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  let at = 0
  while (at < length) {
    const count = file.readSync(buffer.subarray(at), position + at)
    if (count === 0) break
    at += count
  }
  return buffer.subarray(0, at)
}

function unreadable(bytes: number, reason: string): FoundSegment {
  return { kind: 'unreadable', bytes, reason }
}
