import type { SpoolFrame } from '@fluxline/write-batching/spool'
import { diskError, SpoolFullError } from '../errors.ts'
import { codeOf } from '../files/files.ts'
import type { Files } from '../files/files.ts'
import type { FileSpool } from '../options.ts'
import { acceptedNow } from '../segments/segment-age.ts'
import type { Clocks } from '../segments/segment-age.ts'
import type { Quarantine } from '../segments/quarantine.ts'
import { frameBytes, Segment } from '../segments/segment.ts'
import type { Segments } from '../segments/segments.ts'
import { renewLock } from '../slot/slot-lock.ts'

/** Files that are open for appending, at most. */
const MAX_OPEN = 64
/** What is left of a disk for its other users: this much, or a part of it if it is small. */
const RESERVE_BYTES = 64 * 1024 ** 2
const RESERVE_PART = 10
const HEADER_BYTES = 1024

/** What an appender works with. */
interface AppenderParts {
  readonly files: Files
  readonly options: FileSpool
  readonly folder: string
  readonly segments: Segments
  readonly quarantine: Quarantine
  readonly clocks: Clocks
  readonly server: string | undefined
  /** No frames follow in a segment. */
  readonly finished: (segment: Segment) => void
  readonly created: () => void
  /** Whether a segment has to stay open, until it is synced. */
  readonly isDirty: (segment: Segment) => boolean
}

/** Appends frames to the segments of their logs, and begins new ones. */
export class Appender {
  readonly #parts: AppenderParts
  /** The segments whose files are open, the least recently used first. */
  readonly #open = new Set<Segment>()

  constructor(parts: AppenderParts) {
    this.#parts = parts
  }

  /** Appends a frame, and returns its segment. @throws SpoolFullError, SpoolError, SpoolLockedError; nothing is appended then */
  append(frame: SpoolFrame): Segment {
    const { files, segments, clocks, options } = this.#parts
    const bytes = frameBytes(frame.body)
    const segment = this.#segmentFor(frame, bytes)
    if (segments.bytes + bytes > options.maxBytes) throw this.#full()
    try {
      this.#withFewFiles(() => segment.append(files, frame.to, frame.body, acceptedNow(clocks)))
    } catch (error) {
      throw diskError('append to', segment.path, error)
    }
    segments.bytes += bytes
    this.#open.delete(segment)
    this.#open.add(segment)
    this.#closeSome()
    return segment
  }

  /** Ends a segment: no frames follow. */
  finish(segment: Segment): void {
    const { files, segments, finished } = this.#parts
    const { size } = segment
    const log = segments.log(segment.log)
    if (log?.open === segment) log.open = undefined
    if (segment.pending > 0) segment.finish(files)
    segment.isOpen = false
    segments.bytes += segment.size - size
    this.#open.delete(segment)
    finished(segment)
  }

  #segmentFor(frame: SpoolFrame, bytes: number): Segment {
    const { segments, options } = this.#parts
    let segment = segments.log(frame.log)?.open
    if (segment?.file?.isGone) segment = this.#restore(segment)
    if (segment === undefined) return this.#create(frame, bytes)
    const isFull = segment.size + bytes > options.segmentBytes && segment.size > segment.dataStart
    if (frame.from === segment.to && !isFull) return segment
    const next = this.#create(frame, bytes)
    this.finish(segment)
    // The segment that was finished may have been the open one of its log a moment ago.
    segments.log(frame.log)!.open = next
    return next
  }

  #create(frame: SpoolFrame, bytes: number): Segment {
    const { files, folder, segments, options, clocks, server, created } = this.#parts
    if (segments.bytes + HEADER_BYTES + bytes > options.maxBytes) throw this.#full()
    const path = segments.nextPath()
    try {
      files.createFolder(folder)
      this.#checkSpace(bytes)
      this.#withFewFiles(() => renewLock(files, folder))
      const { log, from: first, destination } = frame
      const salt = Math.floor(Math.random() * 2 ** 32)
      const header = { log, first, destination, server, createdAt: clocks.wall(), boot: clocks.boot, salt }
      const segment = this.#withFewFiles(() => Segment.create(files, path, header))
      segments.add(segment)
      created()
      return segment
    } catch (error) {
      throw Object(error).code?.startsWith('FLUXLINE_') ? error : diskError('create', path, error)
    }
  }

  /** The disk's other users need some space too. */
  #checkSpace(bytes: number): void {
    const space = this.#parts.files.space(this.#parts.folder)
    if (space === undefined) return
    const reserve = Math.min(RESERVE_BYTES, Math.floor(space.total / RESERVE_PART))
    if (space.free >= reserve + bytes) return
    throw new SpoolFullError(
      `Spool: the disk of ${this.#parts.folder} has ${space.free} bytes left, of which ${reserve} are kept for others. Free some space.`,
    )
  }

  #full(): SpoolFullError {
    const { options, folder } = this.#parts
    return new SpoolFullError(
      `Spool full: ${folder} has reached maxBytes (${options.maxBytes}). It has space again when InfluxDB has stored lines; or raise maxBytes.`,
    )
  }

  /**
   * Creates an open segment again that somebody deleted, as its bytes can still be read. Those that are closed are lost.
   */
  #restore(gone: Segment): Segment {
    const { files, folder, segments, quarantine } = this.#parts
    const path = segments.nextPath()
    try {
      files.createFolder(folder)
      renewLock(files, folder)
      const bytes = new Uint8Array(gone.size)
      gone.file!.readSync(bytes, 0)
      files.append(path, bytes)
    } catch (error) {
      throw Object(error).code?.startsWith('FLUXLINE_') ? error : diskError('create', path, error)
    }
    const segment = gone.copyTo(path)
    segments.forget(gone)
    gone.close()
    this.#open.delete(gone)
    segments.add(segment)
    this.#parts.created()
    for (const log of segments.logs()) {
      for (const other of log.segments.filter(({ path: file }) => !files.exists(file))) {
        quarantine.reportGone(other.path, other.pending)
        segments.forget(other)
      }
    }
    return segment
  }

  /** Calls again without the files that can be opened later, if the process has too many. */
  #withFewFiles<Result>(call: () => Result): Result {
    try {
      return call()
    } catch (error) {
      const { cause = error } = error as Error
      const idle = [...this.#open].filter((segment) => !this.#parts.isDirty(segment))
      if (!/^E[MN]FILE$/.test(codeOf(cause) ?? '') || idle.length === 0) throw error
      for (const segment of idle) {
        segment.close()
        this.#open.delete(segment)
      }
      return call()
    }
  }

  /** A writer may have many destinations, and a process only some open files. */
  #closeSome(): void {
    for (const segment of this.#open) {
      if (this.#open.size <= MAX_OPEN) return
      if (this.#parts.isDirty(segment)) continue
      segment.close()
      this.#open.delete(segment)
    }
  }
}
