import { createSpool, SpoolFullError, SpoolLockedError } from '../src/spool/index.ts'
import type { LineRange, RefusedLines, Spool, SpoolFrame, SpoolHost, SpoolStore } from '../src/spool/index.ts'

/** A store in memory, that outlives its writers: frames by their place, in the order in which they were appended. */
export class MemoryStore implements SpoolStore {
  frames: SpoolFrame[] = []
  readonly refused: RefusedLines[] = []
  readonly appends: number[] = []
  readonly reads: LineRange[] = []
  maxFrames: number = Infinity
  /** Fails each append while it is set. */
  failure: Error | undefined
  isLocked = false
  host: SpoolHost | undefined

  open(host: SpoolHost): this {
    this.host = host
    for (const frame of this.frames) {
      const { body, ...lines } = frame
      host.recovered({ ...lines, lines: frame.to - frame.from, bytes: body.length })
    }
    return this
  }

  append(frames: readonly SpoolFrame[]): { count: number; error?: Error } {
    if (this.failure) return { count: 0, error: this.failure }
    const count = Math.min(frames.length, Math.max(0, this.maxFrames - this.frames.length))
    for (const frame of frames.slice(0, count)) this.frames.push({ ...frame, body: frame.body.slice() })
    if (count > 0) this.appends.push(count)
    return count < frames.length ? { count, error: new SpoolFullError('The memory is full.') } : { count }
  }

  end({ log, from, to }: LineRange): void {
    this.#remove((frame) => frame.log === log && frame.from >= from && frame.to <= to)
  }

  read(lines: LineRange, limit: { lines: number }): Promise<{ frames: SpoolFrame[]; next: number }> {
    this.reads.push(lines)
    const isIn = ({ log, from, to }: SpoolFrame): boolean => log === lines.log && from >= lines.from && to <= lines.to
    const found = this.frames.filter(isIn).toSorted((a, b) => a.from - b.from)
    let count = 0
    const cut = found.findIndex(({ from, to }) => (count += to - from) > limit.lines)
    const frames = cut <= 0 ? found.slice(0, cut === 0 ? 1 : undefined) : found.slice(0, cut)
    return Promise.resolve({ frames, next: frames.length < found.length ? frames.at(-1)!.to : lines.to })
  }

  refuse(lines: RefusedLines): void {
    this.refused.push({ ...lines, body: lines.body.slice() })
  }

  dropOldest(): boolean {
    const [oldest] = this.frames
    if (!oldest) return false
    this.frames.shift()
    this.host!.dropped([oldest], new SpoolFullError('The memory is full.'))
    return true
  }

  get stats(): { bytes: number; segments: number; oldest: Date | undefined } {
    const bytes = this.frames.reduce((sum, { body }) => sum + body.length, 0)
    return { bytes, segments: this.frames.length, oldest: this.frames.length > 0 ? new Date(0) : undefined }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** All lines that are in it, in order. */
  get lines(): string[] {
    return this.frames.flatMap(({ body }) => new TextDecoder().decode(body).split('\n').slice(0, -1))
  }

  #remove(isGone: (frame: SpoolFrame) => boolean): void {
    const before = this.frames.length
    this.frames = this.frames.filter((frame) => !isGone(frame))
    if (this.frames.length < before) this.host!.freed()
  }
}

/** A spool over a store in memory, as plain data. */
export interface MemorySpool extends Spool {
  /** Frames that the store takes. */
  readonly maxFrames?: number
}

const inThread = new URL('./memory-store-thread.ts', import.meta.url).href

/** A spool over such a store; in the thread of a worker writer it is over another one. */
export function memorySpool(store: MemoryStore, options: Partial<MemorySpool> = {}): MemorySpool {
  const data: MemorySpool = { whenFull: 'wait', order: 'oldest-first', module: inThread, ...options }
  return createSpool(data, {
    lock() {
      if (store.isLocked) throw new SpoolLockedError('The slot is taken.', 'memory')
      store.isLocked = true
      return { release: () => void (store.isLocked = false) }
    },
    open({ maxFrames }, host) {
      store.maxFrames = maxFrames ?? store.maxFrames
      return store.open(host)
    },
  })
}
