import { join } from 'node:path'
import type {
  Appended,
  LineRange,
  ReadLimit,
  RefusedLines,
  SpoolFrame,
  SpoolHost,
} from '@fluxline/write-batching/spool'
import type { SpoolReading, SpoolStore, StoreStats } from '@fluxline/write-batching/spool'
import { sleep } from '@fluxline/internal/timers'
import { diskError, SpoolError, SpoolFullError } from '../errors.ts'
import { plainBytes } from '../files/files.ts'
import type { Files } from '../files/files.ts'
import type { FileSpool } from '../options.ts'
import { recoverFolder } from '../recovery/recover.ts'
import type { RecoveryParts } from '../recovery/recover.ts'
import { takeOverOrphans } from '../recovery/take-over.ts'
import { Acknowledgements } from '../segments/acknowledgements.ts'
import { Quarantine } from '../segments/quarantine.ts'
import { scanWhole } from '../segments/read-segment.ts'
import { Reader } from '../segments/reader.ts'
import { RefusedFile } from '../segments/refused-file.ts'
import { ageOf } from '../segments/segment-age.ts'
import type { Clocks } from '../segments/segment-age.ts'
import type { Segment } from '../segments/segment.ts'
import { Segments } from '../segments/segments.ts'
import { Syncer } from '../segments/syncer.ts'
import { Appender } from './appender.ts'

const TICK_MS = 1000
/** How often the slots beside this one are looked at. */
const ADOPT_TICKS = 60
/** Segments that are dropped for their age in one tick: each is read for its report. */
const MAX_EXPIRED = 8
/** A log whose lines have all ended gives its segment back after this time. */
const IDLE_SECONDS = 2
/** How long the end of a writer waits for the drive. */
const CLOSE_SYNC_MS = 10_000

/** Keeps the frames of one slot in segment files. */
export class FileStore implements SpoolStore {
  readonly #options: FileSpool
  readonly #host: SpoolHost
  readonly #files: Files
  readonly #clocks: Clocks
  readonly #folder: string
  readonly #segments: Segments
  readonly #appender: Appender
  readonly #syncer: Syncer
  readonly #reader: Reader
  readonly #quarantine: Quarantine
  readonly #refused: RefusedFile
  readonly #acknowledgements: Acknowledgements
  readonly #recovery: RecoveryParts
  readonly #openedAt: number
  #syncedAt: number
  readonly #stopTicks: () => void
  #ticks = 0
  #isClosed = false

  /** Opens a slot that is locked. @throws SpoolError */
  constructor(options: FileSpool, host: SpoolHost, files: Files, clocks: Clocks) {
    const folder = join(options.directory, options.slot)
    const notify: SpoolHost['notify'] = (notice) => host.notify(notice)
    this.#options = options
    this.#host = host
    this.#files = files
    this.#clocks = clocks
    this.#folder = folder
    this.#openedAt = clocks.uptime()
    this.#syncedAt = this.#openedAt
    this.#segments = new Segments(files, folder, {
      removed: () => this.#freed(),
      failed: (path, error) => {
        const failure = diskError('delete', path, error)
        notify({ kind: 'failing', message: failure.message, path, error: failure })
      },
    })
    this.#quarantine = new Quarantine(files, folder, notify)
    this.#refused = new RefusedFile(files, folder, notify)
    this.#acknowledgements = new Acknowledgements(files)
    this.#syncer = new Syncer({
      files,
      folder,
      failed: (segments, error) => this.#syncFailed(segments, error),
      append: (frame) => this.#appendFrame(frame),
    })
    this.#appender = new Appender({
      files,
      options,
      folder,
      segments: this.#segments,
      quarantine: this.#quarantine,
      clocks,
      server: host.server,
      finished: (segment) => this.#finished(segment),
      created: () => this.#syncer.touchFolder(),
      isDirty: (segment) => this.#syncer.isDirty(segment),
    })
    this.#reader = new Reader(files, this.#segments, this.#quarantine, (segment, { from, to }) =>
      this.#endIn(segment, from, to),
    )
    const found = (segment: Segment): void => this.#found(segment)
    this.#recovery = { files, segments: this.#segments, quarantine: this.#quarantine, host, found }
    this.#recover()
    const timer = setInterval(() => this.#tick(), TICK_MS)
    timer.unref()
    this.#stopTicks = () => clearInterval(timer)
  }

  append(frames: readonly SpoolFrame[]): Appended {
    let count = 0
    let error: Error | undefined
    try {
      for (const frame of frames) {
        this.#appendFrame(frame)
        count++
      }
    } catch (thrown) {
      error = thrown as Error
    }
    const durable = this.#options.durability === 'batch' && count > 0 ? this.#syncer.sync() : undefined
    return { count, durable, error }
  }

  end({ log, from, to }: LineRange): void {
    for (const segment of this.#segments.with({ log, from, to })) {
      this.#endIn(segment, Math.max(from, segment.first), Math.min(to, segment.to))
    }
  }

  read(lines: LineRange, limit: ReadLimit): Promise<SpoolReading> {
    return this.#reader.read(lines, limit)
  }

  refuse(lines: RefusedLines): void {
    this.#refused.append(lines)
  }

  dropOldest(): boolean {
    const segment = this.#segments.oldest()
    if (segment === undefined) return false
    this.#drop(
      segment,
      new SpoolFullError(`Spool: dropped ${segment.pending} lines, the oldest, because ${this.#folder} is full.`),
    )
    return true
  }

  get stats(): StoreStats {
    const { bytes, count: segments } = this.#segments
    const createdAt = this.#segments.oldest()?.header.createdAt
    return { bytes, segments, oldest: createdAt === undefined ? undefined : new Date(createdAt) }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopTicks()
    this.#reader.close()
    for (const segment of this.#segments.all()) if (segment.isOpen) this.#appender.finish(segment)
    this.#acknowledgements.flush()
    if (this.#options.durability !== 'process') {
      const synced = new AbortController()
      await Promise.race([this.#syncer.sync(), sleep(CLOSE_SYNC_MS, synced.signal)])
      synced.abort()
    }
    await this.#segments.removed()
  }

  #appendFrame(frame: SpoolFrame): void {
    const segment = this.#appender.append(frame)
    const { durability } = this.#options
    if (durability !== 'process') this.#syncer.touch(segment, durability === 'batch' ? frame : undefined)
  }

  /** What the system holds of a segment may have outlived its writer, and must outlive the machine as well. */
  #found(segment: Segment): void {
    if (this.#options.durability === 'process') return
    this.#syncer.touchFound(segment)
    void this.#syncer.sync()
  }

  #endIn(segment: Segment, from: number, to: number): void {
    if (segment.ended.add({ from, to }) === 0) return
    if (segment.pending === 0 && !segment.isOpen) this.#remove(segment, 'later')
    else this.#acknowledgements.add(segment, from, to)
  }

  /** No frames follow in a segment. */
  #finished(segment: Segment): void {
    if (segment.pending === 0) this.#remove(segment, 'later')
    else if (this.#options.durability === 'process') segment.close()
    else {
      // It is closed when it is synced.
      this.#syncer.touch(segment)
      void this.#syncer.sync()
    }
  }

  #remove(segment: Segment, when: 'now' | 'later'): void {
    this.#acknowledgements.forget(segment)
    this.#syncer.forget(segment)
    this.#segments.remove(segment, when)
    this.#syncer.touchFolder()
  }

  #freed(): void {
    if (!this.#isClosed) this.#host.freed()
  }

  /** Drops what is left of a segment, and reports it. */
  #drop(segment: Segment, reason: Error): void {
    if (segment.isOpen) this.#appender.finish(segment)
    const { log, destination } = segment.header
    let frames: SpoolFrame[] = []
    try {
      frames = scanWhole(this.#files, segment)
        .scan.frames.filter((lines) => !segment.ended.includes(lines))
        .map(({ from, to, body }) => ({ log, from, to, destination, body: plainBytes(body) }))
    } catch {
      // What cannot be read is counted as lost when its turn comes.
    }
    this.#remove(segment, 'now')
    this.#host.dropped(frames, reason)
  }

  /** The system may have dropped what was written: nothing more follows in these segments. */
  #syncFailed(segments: readonly Segment[], cause: unknown): void {
    const error = diskError('sync', this.#folder, cause)
    const message = `${error.message} What was written since the last sync may not outlive the machine.`
    this.#host.notify({ kind: 'failing', message, path: this.#folder, error })
    for (const segment of segments) {
      const log = this.#segments.log(segment.log)
      if (log?.open === segment) log.open = undefined
      segment.isOpen = false
      segment.close()
    }
  }

  #recover(): void {
    const lines = recoverFolder(this.#recovery, this.#folder)
    const message = `${lines} lines of an earlier writer are in ${this.#folder}; they are sent now.`
    if (lines > 0) this.#host.notify({ kind: 'recovered', message, lines, path: this.#folder })
    takeOverOrphans(this.#recovery, this.#options.directory, this.#options.slot)
  }

  #tick(): void {
    this.#ticks++
    const { durability, syncInterval, directory, slot, maxAge } = this.#options
    if (durability === 'periodic' && this.#clocks.uptime() - this.#syncedAt >= syncInterval) {
      this.#syncedAt = this.#clocks.uptime()
      void this.#syncer.sync()
    }
    if (maxAge > 0) this.#expire(maxAge)
    this.#removeIdle()
    if (this.#ticks % ADOPT_TICKS === 0) takeOverOrphans(this.#recovery, directory, slot)
  }

  /** Drops segments all of whose lines are too old. */
  #expire(maxAge: number): void {
    const expired = this.#segments.all().filter(({ accepted, header, pending }) => {
      return pending > 0 && ageOf(accepted, header.boot, this.#openedAt, this.#clocks) > maxAge
    })
    for (const segment of expired.slice(0, MAX_EXPIRED)) {
      const message = `Spool: dropped ${segment.pending} lines that waited for longer than maxAge (${maxAge} ms).`
      this.#drop(segment, new SpoolError(message))
    }
  }

  /** Gives back the space of segments that are still open, if all of their lines have ended and no others come. */
  #removeIdle(): void {
    const now = Math.floor(this.#clocks.uptime() / 1000)
    for (const segment of this.#segments.all()) {
      const isIdle = segment.isOpen && segment.pending === 0 && now - segment.accepted.uptime > IDLE_SECONDS
      if (isIdle) this.#appender.finish(segment)
    }
  }
}
