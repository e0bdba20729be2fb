import { crc32 } from 'node:zlib'
import type { Lines } from '@fluxline/internal/line-ranges'

/** Bytes before the lines of a frame, and of a segment's end. */
export const FRAME_BYTES = 40

const FRAME_MAGIC = 0x52465846
const END_MAGIC = 0x44455846
const CHECKED_BYTES = FRAME_BYTES - 4

/** The begin of every frame, to look for after damage. */
export const frameMark: Uint8Array = Buffer.from('FXFR')

/** When lines were accepted. */
export interface Acceptance {
  /** Milliseconds since the epoch, by a clock that may be stepped. */
  readonly acceptedAt: number
  /** Whole seconds since the start of the machine. */
  readonly uptime: number
}

/** What stands before the lines of a frame. */
export interface FrameHeader extends Acceptance {
  /** Number of the first line. */
  readonly from: number
  /** Number of the line after the last. */
  readonly to: number
  /** Bytes of the lines. */
  readonly length: number
  readonly checksum: number
}

/** What stands at the end of a finished segment: it spares a start from reading the frames. */
export interface SegmentEnd extends Acceptance {
  /** Number of the line after the last. */
  readonly to: number
  /** Where it stands. */
  readonly offset: number
}

/**
 * Writes what stands before the lines of a frame: `FXFR`, the bytes of the lines and their CRC-32, how many lines these
 * are, the number of the first (8 bytes), the time (8 bytes), the seconds since the start of the machine, and a CRC-32 of
 * all these. So a wrong length sends no reader across the file.
 */
export function encodeFrameHeader(
  { from, to }: Lines,
  body: Uint8Array,
  { acceptedAt, uptime }: Acceptance,
  salt: number,
): Buffer {
  const header = Buffer.alloc(FRAME_BYTES)
  header.writeUInt32LE(FRAME_MAGIC, 0)
  header.writeUInt32LE(body.length, 4)
  header.writeUInt32LE(crc32(body, salt), 8)
  header.writeUInt32LE(to - from, 12)
  header.writeUIntLE(from, 16, 6)
  header.writeUIntLE(acceptedAt, 24, 6)
  header.writeUInt32LE(uptime, 32)
  return seal(header, salt)
}

/** Reads what stands before the lines of a frame; `undefined` if this is none. */
export function decodeFrameHeader(bytes: Buffer, at: number, salt: number): FrameHeader | undefined {
  if (!isSealed(bytes, at, FRAME_MAGIC, salt)) return undefined
  const from = bytes.readUIntLE(at + 16, 6)
  return {
    from,
    to: from + bytes.readUInt32LE(at + 12),
    length: bytes.readUInt32LE(at + 4),
    checksum: bytes.readUInt32LE(at + 8),
    acceptedAt: bytes.readUIntLE(at + 24, 6),
    uptime: bytes.readUInt32LE(at + 32),
  }
}

/** Whether lines are those of the frame. */
export function isIntact(header: FrameHeader, body: Uint8Array, salt: number): boolean {
  return crc32(body, salt) === header.checksum
}

/** Writes the end of a segment. */
export function encodeEnd({ to, offset, acceptedAt, uptime }: SegmentEnd, salt: number): Buffer {
  const end = Buffer.alloc(FRAME_BYTES)
  end.writeUInt32LE(END_MAGIC, 0)
  end.writeUIntLE(to, 8, 6)
  end.writeUIntLE(offset, 16, 6)
  end.writeUIntLE(acceptedAt, 24, 6)
  end.writeUInt32LE(uptime, 32)
  return seal(end, salt)
}

/** Reads the end of a segment; `undefined` if this is none. */
export function decodeEnd(bytes: Buffer, at: number, salt: number): SegmentEnd | undefined {
  if (!isSealed(bytes, at, END_MAGIC, salt)) return undefined
  return {
    to: bytes.readUIntLE(at + 8, 6),
    offset: bytes.readUIntLE(at + 16, 6),
    acceptedAt: bytes.readUIntLE(at + 24, 6),
    uptime: bytes.readUInt32LE(at + 32),
  }
}

function seal(bytes: Buffer, salt: number): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES), salt), CHECKED_BYTES)
  return bytes
}

function isSealed(bytes: Buffer, at: number, magic: number, salt: number): boolean {
  if (at + FRAME_BYTES > bytes.length || bytes.readUInt32LE(at) !== magic) return false
  return bytes.readUInt32LE(at + CHECKED_BYTES) === crc32(bytes.subarray(at, at + CHECKED_BYTES), salt)
}
