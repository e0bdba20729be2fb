import { crc32 } from 'node:zlib'
import type { Lines } from '@fluxline/internal/line-ranges'

const ACK_BYTES = 20
const CHECKED_BYTES = 16

/**
 * Writes which lines of a segment have ended: for each range the number of its first line and that after its last, 8 bytes
 * each, and a CRC-32. Losing them costs that lines are sent again, as the same points.
 */
export function encodeAcks(ranges: readonly Lines[], salt: number): Buffer {
  const bytes = Buffer.alloc(ranges.length * ACK_BYTES)
  for (const [index, { from, to }] of ranges.entries()) {
    const at = index * ACK_BYTES
    bytes.writeUIntLE(from, at, 6)
    bytes.writeUIntLE(to, at + 8, 6)
    bytes.writeUInt32LE(crc32(bytes.subarray(at, at + CHECKED_BYTES), salt), at + CHECKED_BYTES)
  }
  return bytes
}

/** Reads which lines have ended, up to the first bytes that are damaged. */
export function decodeAcks(bytes: Uint8Array, salt: number): Lines[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const ranges: Lines[] = []
  for (let at = 0; at + ACK_BYTES <= buffer.length; at += ACK_BYTES) {
    const checked = buffer.subarray(at, at + CHECKED_BYTES)
    if (buffer.readUInt32LE(at + CHECKED_BYTES) !== crc32(checked, salt)) break
    ranges.push({ from: checked.readUIntLE(0, 6), to: checked.readUIntLE(8, 6) })
  }
  return ranges
}
