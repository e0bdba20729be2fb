import { startTimer } from '@fluxline/internal/timers'
import type { Files } from '../files/files.ts'
import { encodeAcks } from '../format/acks.ts'
import type { Segment } from './segment.ts'

/** Segments usually end soon: most need no acknowledgements. */
const DELAY_MS = 200

/** Writes which lines have ended beside the segments that still have others, so that a crash sends few of them again. */
export class Acknowledgements {
  readonly #files: Files
  readonly #segments = new Set<Segment>()
  #cancel: (() => void) | undefined

  constructor(files: Files) {
    this.#files = files
  }

  /** Lines of a segment have ended. */
  add(segment: Segment, from: number, to: number): void {
    const last = segment.unacknowledged.at(-1)
    if (last?.to === from) segment.unacknowledged[segment.unacknowledged.length - 1] = { from: last.from, to }
    else segment.unacknowledged.push({ from, to })
    this.#segments.add(segment)
    this.#cancel ??= startTimer(DELAY_MS, () => this.flush())
  }

  /** The segment is deleted. */
  forget(segment: Segment): void {
    this.#segments.delete(segment)
  }

  /** Writes what is not written yet. Never throws: without it, lines are sent again, as the same points. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = undefined
    for (const segment of this.#segments) {
      const ranges = segment.unacknowledged.splice(0)
      try {
        this.#files.append(segment.acknowledgementsPath, encodeAcks(ranges, segment.header.salt))
      } catch {
        // See above.
      }
    }
    this.#segments.clear()
  }
}
