import { basename } from 'node:path'
import { codeOf } from '../files/files.ts'
import type { Files, OpenFile } from '../files/files.ts'
import type { Lines } from '@fluxline/internal/line-ranges'
import { encodeEnd, encodeFrameHeader, FRAME_BYTES } from '../format/frame.ts'
import type { Acceptance } from '../format/frame.ts'
import { LineRanges } from '@fluxline/internal/line-ranges'
import { encodeHeader } from '../format/segment-header.ts'
import type { SegmentHeader } from '../format/segment-header.ts'

const DIGITS = 20
const NAME = /^(\d{20})\.seg$/

/** Returns the name of the segment with a number. */
export function segmentName(number: number): string {
  return `${String(number).padStart(DIGITS, '0')}.seg`
}

/** Returns the number in the name of a segment; `undefined` if it is the name of something else. */
export function segmentNumber(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What is known of a segment when it is opened. */
export interface SegmentState {
  readonly path: string
  readonly header: SegmentHeader
  readonly dataStart: number
  readonly size: number
  /** Number of the line after the last. */
  readonly to: number
  /** When the last line was accepted. */
  readonly accepted: Acceptance
}

/** A file of frames: consecutive lines of one log. */
export class Segment {
  readonly header: SegmentHeader
  readonly number: number
  readonly dataStart: number
  /** The lines in it that have ended. */
  readonly ended: LineRanges = new LineRanges()
  /** Ended lines that its file of acknowledgements does not have yet. */
  readonly unacknowledged: Lines[] = []
  path: string
  size: number
  to: number
  accepted: Acceptance
  /** Open while frames are appended. */
  file: OpenFile | undefined
  /** Whether frames can still be appended. */
  isOpen = false
  #syncs = 0
  readonly #closing: OpenFile[] = []

  constructor({ path, header, dataStart, size, to, accepted }: SegmentState) {
    this.path = path
    this.header = header
    this.number = segmentNumber(basename(path)) ?? 0
    this.dataStart = dataStart
    this.size = size
    this.to = to
    this.accepted = accepted
  }

  /** Creates a segment without frames. Throws the system's errors, and leaves no file then. */
  static create(files: Files, path: string, header: SegmentHeader): Segment {
    const bytes = encodeHeader(header)
    const file = files.create(path)
    const { length } = bytes
    const accepted = { acceptedAt: header.createdAt, uptime: 0 }
    const segment = new Segment({ path, header, dataStart: length, size: 0, to: header.first, accepted })
    segment.file = file
    segment.isOpen = true
    try {
      segment.#write([bytes])
    } catch (error) {
      segment.close()
      files.remove(path)
      throw error
    }
    return segment
  }

  /** Returns a segment with the same lines in another file. */
  copyTo(path: string): Segment {
    const { header, dataStart, size, to, accepted } = this
    const copy = new Segment({ path, header, dataStart, size, to, accepted })
    copy.isOpen = this.isOpen
    copy.ended.addAll(this.ended)
    return copy
  }

  get log(): string {
    return this.header.log
  }

  get first(): number {
    return this.header.first
  }

  /** How many of its lines have not ended. */
  get pending(): number {
    return this.to - this.first - this.ended.lines
  }

  get acknowledgementsPath(): string {
    return this.path.replace(/seg$/, 'ack')
  }

  /** Appends the lines that follow its last. Throws the system's errors, and changes nothing then. */
  append(files: Files, to: number, body: Uint8Array, accepted: Acceptance): void {
    this.#reopen(files)
    this.#write([encodeFrameHeader({ from: this.to, to }, body, accepted, this.header.salt), body])
    this.to = to
    this.accepted = accepted
  }

  /** Ends the segment: no frames follow. The file stays open, to be synced and closed. */
  finish(files: Files): void {
    this.isOpen = false
    const { to, size: offset, accepted } = this
    try {
      this.#reopen(files)
      this.#write([encodeEnd({ to, offset, ...accepted }, this.header.salt)])
    } catch {
      // It only spares the next start from reading the frames.
    }
  }

  /** Writes what the system holds of it to the drive. Its file stays open. Rejects with the system's error. */
  async sync(files: Files): Promise<void> {
    try {
      this.#reopen(files)
    } catch (error) {
      // Its lines have ended.
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    const file = this.file!
    this.#syncs++
    try {
      await file.sync()
    } finally {
      if (--this.#syncs === 0) for (const closing of this.#closing.splice(0)) closing.close()
    }
  }

  /** Closes its file, until something is appended. A file that is being synced is closed afterwards. */
  close(): void {
    const { file } = this
    this.file = undefined
    if (file === undefined) return
    if (this.#syncs > 0) this.#closing.push(file)
    else file.close()
  }

  #reopen(files: Files): void {
    this.file ??= files.open(this.path, 'write')
  }

  /** Writes whole buffers at its end, or nothing. */
  #write(buffers: readonly Uint8Array[]): void {
    const file = this.file!
    const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    try {
      let written = file.write(buffers, this.size)
      if (written < length) {
        // Near the end of the space a write is short; the rest of it says why.
        const whole = Buffer.concat(buffers)
        while (written < length) written += file.write([whole.subarray(written)], this.size + written)
      }
    } catch (error) {
      truncate(file, this.size)
      throw error
    }
    this.size += length
  }
}

/** Removes what a failed write left behind. */
function truncate(file: OpenFile, size: number): void {
  try {
    file.truncate(size)
  } catch {
    // What is left is torn: a start cuts it off, and the next append overwrites it.
  }
}

/** Bytes that a frame of these lines takes. */
export function frameBytes(body: Uint8Array): number {
  return FRAME_BYTES + body.length
}
