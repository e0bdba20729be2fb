import { LineRanges } from '@fluxline/internal/line-ranges'
import type { LineRange } from '../spool/store.ts'

/** The lines of each log that were in the store, and those of them that have ended: another thread does not know them. */
export class KnownLines {
  readonly #logs = new Map<string, { readonly known: LineRanges; readonly ended: LineRanges }>()

  /** Adds lines; returns whether some of them are new. */
  add(lines: LineRange): boolean {
    return this.#of(lines.log).known.add(lines) > 0
  }

  end(lines: LineRange): void {
    this.#of(lines.log).ended.add(lines)
  }

  get ended(): LineRange[] {
    return Array.from(this.#logs, ([log, { ended }]) => ended.ranges.map(({ from, to }) => ({ log, from, to }))).flat()
  }

  #of(log: string): { readonly known: LineRanges; readonly ended: LineRanges } {
    const lines = this.#logs.get(log) ?? { known: new LineRanges(), ended: new LineRanges() }
    this.#logs.set(log, lines)
    return lines
  }
}
