import type { LineRange, ReadLimit, SpoolFrame, SpoolReading } from '@fluxline/write-batching/spool'
import { sleep } from '@fluxline/internal/timers'
import { codeOf, plainBytes } from '../files/files.ts'
import type { Files, OpenFile } from '../files/files.ts'
import { decodeFrameHeader, FRAME_BYTES, isIntact } from '../format/frame.ts'
import type { Quarantine } from './quarantine.ts'
import { scanWhole } from './read-segment.ts'
import type { Segment } from './segment.ts'
import type { Segments } from './segments.ts'

/** Small frames are read many at once. */
const WINDOW_BYTES = 128 * 1024
/** A file that cannot be read now is tried again after this delay, so often, before it is set aside. */
const RETRY_MS = 1000
const MAX_ATTEMPTS = 10
/** Errors that say nothing about the file. */
const OF_THE_PROCESS = /^(EMFILE|ENFILE|ENOMEM|EAGAIN|EINTR)$/

/** Where to go on in a log. */
interface Place {
  readonly segment: Segment
  readonly line: number
  readonly offset: number
}

/** Reads frames back, in the order of their lines. */
export class Reader {
  readonly #files: Files
  readonly #segments: Segments
  readonly #quarantine: Quarantine
  readonly #ended: (segment: Segment, lines: LineRange) => void
  readonly #places = new Map<string, Place>()
  /** Bytes of the last frame that was larger than a window: the next one is read at once. */
  #frameBytes = 0
  #isClosed = false

  /** @param ended called with lines that cannot be read */
  constructor(
    files: Files,
    segments: Segments,
    quarantine: Quarantine,
    ended: (segment: Segment, lines: LineRange) => void,
  ) {
    this.#files = files
    this.#segments = segments
    this.#quarantine = quarantine
    this.#ended = ended
  }

  close(): void {
    this.#isClosed = true
  }

  /** Reads frames from the begin of a range; at least one, if there is one. Never rejects. */
  async read(range: LineRange, limit: ReadLimit): Promise<SpoolReading> {
    for (let attempt = 1; !this.#isClosed; attempt++) {
      // Segments without these lines are left out: they ended, or were removed by others.
      const [segment] = this.#segments.with(range)
      if (segment === undefined) break
      try {
        return await this.#readFrom(segment, range, limit)
      } catch (error) {
        const isOver = codeOf(error) === 'ENOENT' || attempt >= MAX_ATTEMPTS
        if (isOver && !OF_THE_PROCESS.test(codeOf(error) ?? '')) this.#giveUp(segment, error)
        else await sleep(RETRY_MS)
      }
    }
    this.#places.delete(range.log)
    return { frames: [], next: range.to }
  }

  /** Reads from one segment. Throws the system's errors. */
  async #readFrom(segment: Segment, range: LineRange, limit: ReadLimit): Promise<SpoolReading> {
    const file = this.#files.open(segment.path, 'read')
    try {
      const { log, to } = range
      const place = this.#places.get(log)
      const isKnown = place?.segment === segment && place.line <= range.from
      let { offset, line } = isKnown ? place : { offset: segment.dataStart, line: segment.first }
      const frames: SpoolFrame[] = []
      const { destination } = segment.header
      let [lines, bytes] = [0, 0]
      for (let isFull = false; !isFull && line < Math.min(to, segment.to);) {
        const window = await readWindow(file, segment, offset, Math.max(WINDOW_BYTES, this.#frameBytes))
        if (window.length === 0) return this.#readDamaged(segment, range)
        this.#frameBytes = window.length === 1 ? window[0]!.next - offset : 0
        for (const { from, to: end, body, next } of window) {
          const isWanted = from >= range.from && end <= to && !segment.ended.includes({ from, to: end })
          isFull =
            frames.length > 0 && isWanted && (lines + end - from > limit.lines || bytes + body.length > limit.bytes)
          if (from !== line) return this.#readDamaged(segment, range)
          if (isFull || line >= to) break
          if (isWanted) {
            frames.push({ log, from, to: end, destination, body: plainBytes(body) })
            lines += end - from
            bytes += body.length
          }
          line = end
          offset = next
        }
      }
      this.#places.set(log, { segment, line, offset })
      return { frames, next: line >= segment.to ? this.#after(range, segment.to) : Math.min(line, to) }
    } finally {
      file.close()
    }
  }

  /** Reads what is intact of a segment that is not as it was written, and sets the rest aside. Throws the system's errors. */
  #readDamaged(segment: Segment, range: LineRange): SpoolReading {
    const { bytes, scan } = scanWhole(this.#files, segment)
    const { log } = range
    for (const damage of scan.damaged) {
      const lines = { log, from: Math.max(damage.from, segment.first), to: Math.min(damage.to, segment.to) }
      if (lines.from >= lines.to || segment.ended.includes(lines)) continue
      this.#quarantine.copy(segment.path, bytes, damage, lines.to - lines.from)
      this.#ended(segment, lines)
    }
    if (scan.to < segment.to) this.#ended(segment, { log, from: scan.to, to: segment.to })
    const { destination } = segment.header
    const frames = scan.frames.filter(
      ({ from, to }) => from >= range.from && to <= range.to && !segment.ended.includes({ from, to }),
    )
    this.#places.delete(log)
    return {
      frames: frames.map(({ from, to, body }) => ({ log, from, to, destination, body: plainBytes(body) })),
      next: this.#after(range, segment.to),
    }
  }

  /** Returns where the lines after a segment go on: there may be none before the next one. */
  #after({ log, to }: LineRange, line: number): number {
    const [next] = this.#segments.with({ log, from: line, to })
    return Math.min(to, Math.max(line, next?.first ?? to))
  }

  #giveUp(segment: Segment, error: unknown): void {
    const { path, size, pending } = segment
    this.#segments.forget(segment)
    if (codeOf(error) === 'ENOENT') this.#quarantine.reportGone(path, pending)
    else this.#quarantine.move(path, size, `cannot be read (${String(error)})`)
  }
}

/** A frame in a window, and where the next one begins. */
interface WindowFrame {
  readonly from: number
  readonly to: number
  readonly body: Uint8Array
  readonly next: number
}

/** Reads the intact frames at an offset: those in a window, or one that is larger. None means damage. */
async function readWindow(
  file: OpenFile,
  segment: Segment,
  offset: number,
  bytesAtOnce: number,
): Promise<WindowFrame[]> {
  const { salt } = segment.header
  const window = await readAt(file, offset, Math.min(bytesAtOnce, segment.size - offset))
  const first = decodeFrameHeader(window, 0, salt)
  if (first === undefined) return []
  const length = FRAME_BYTES + first.length
  if (length > segment.size - offset) return []
  const bytes = length <= window.length ? window : await readAt(file, offset, length)
  const frames: WindowFrame[] = []
  for (let at = 0; ;) {
    const header = decodeFrameHeader(bytes, at, salt)
    const end = at + FRAME_BYTES + (header?.length ?? 0)
    if (header === undefined || end > bytes.length) return frames
    const body = bytes.subarray(at + FRAME_BYTES, end)
    if (!isIntact(header, body, salt)) return frames
    frames.push({ from: header.from, to: header.to, body, next: offset + end })
    at = end
  }
}

async function readAt(file: OpenFile, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length)
  let at = 0
  while (at < length) {
    const count = await file.read(buffer.subarray(at), position + at)
    if (count === 0) break
    at += count
  }
  return buffer.subarray(0, at)
}
