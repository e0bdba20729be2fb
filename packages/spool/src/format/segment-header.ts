import { crc32 } from 'node:zlib'
import type { Destination } from '@fluxline/write-batching/spool'

/** The version of the format. Bytes 0 to 20 of a segment are alike in every version. */
const VERSION = 1

const MAGIC = Buffer.from('FLXSPOOL')
const FIXED_BYTES = 20
/** Where a second copy of the header is looked for. */
const MAX_HEADER_BYTES = 64 * 1024

/** What the frames of a segment have in common. */
export interface SegmentHeader {
  readonly log: string
  /** Number of the first line. */
  readonly first: number
  readonly destination: Destination
  /** URL of the server that the lines are for. */
  readonly server: string | undefined
  /** When the segment was created, in milliseconds since the epoch. */
  readonly createdAt: number
  /** Which start of the machine the frames' seconds count from. */
  readonly boot: string | undefined
  /** A random number that the checksums of its frames begin with: frames of other files are none of it. */
  readonly salt: number
}

/** The result of reading the begin of a segment. */
export type HeaderReading =
  | { readonly kind: 'header'; readonly header: SegmentHeader; readonly dataStart: number; readonly isDamaged: boolean }
  | { readonly kind: 'unknown version'; readonly version: number }
  | { readonly kind: 'damaged' }

/**
 * Writes the begin of a segment: its header, twice, so that damage to one copy loses no line.
 *
 * Each copy is `FLXSPOOL`, the version, the length of the JSON after it, a CRC-32 of all these, and the JSON. Numbers have
 * four bytes, the lowest first.
 */
export function encodeHeader(header: SegmentHeader, version: number = VERSION): Uint8Array {
  const json = Buffer.from(JSON.stringify(header))
  const copy = Buffer.alloc(FIXED_BYTES + json.length)
  MAGIC.copy(copy)
  copy.writeUInt32LE(version, 8)
  copy.writeUInt32LE(json.length, 12)
  json.copy(copy, FIXED_BYTES)
  copy.writeUInt32LE(checksumOf(copy), 16)
  return Buffer.concat([copy, copy])
}

/** Reads the begin of a segment. Whatever the bytes are, it returns. */
export function decodeHeader(bytes: Uint8Array): HeaderReading {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES))
  for (let at = buffer.indexOf(MAGIC), copy = 0; at !== -1; at = buffer.indexOf(MAGIC, at + 1), copy++) {
    const version = at + FIXED_BYTES <= buffer.length ? buffer.readUInt32LE(at + 8) : 0
    const found = decodeCopy(buffer.subarray(at))
    if (found === undefined) continue
    if (version !== VERSION) return { kind: 'unknown version', version }
    const { header, length } = found
    if (header === undefined) continue
    const isFirst = at === 0
    // The second copy has the same length.
    const isSecondIntact = isFirst && decodeCopy(buffer.subarray(length)) !== undefined
    const dataStart = isFirst ? length * 2 : at + length
    return { kind: 'header', header, dataStart, isDamaged: !isSecondIntact }
  }
  return { kind: 'damaged' }
}

function decodeCopy(buffer: Buffer): { header: SegmentHeader | undefined; length: number } | undefined {
  if (buffer.length < FIXED_BYTES || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const length = FIXED_BYTES + buffer.readUInt32LE(12)
  if (length > buffer.length) return undefined
  const copy = buffer.subarray(0, length)
  if (copy.readUInt32LE(16) !== checksumOf(copy)) return undefined
  return { header: parseHeader(copy.subarray(FIXED_BYTES)), length }
}

function checksumOf(copy: Buffer): number {
  return crc32(copy.subarray(FIXED_BYTES), crc32(copy.subarray(0, 16)))
}

function parseHeader(json: Buffer): SegmentHeader | undefined {
  try {
    const header = JSON.parse(json.toString()) as Partial<SegmentHeader>
    const isHeader =
      typeof header.log === 'string' &&
      Number.isSafeInteger(header.first) &&
      Number.isInteger(header.salt) &&
      typeof header.destination?.bucket === 'string'
    return isHeader ? (header as SegmentHeader) : undefined
  } catch {
    return undefined
  }
}
