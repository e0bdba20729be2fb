import type { RejectedLine } from '@fluxline/core'
import { concat } from '@fluxline/internal/bytes'
import { decodeText } from '@fluxline/internal/decode-text'
import { withoutBlanks } from '@fluxline/internal/line-boundaries'
import { namedLines } from '@fluxline/internal/named-lines'
import { linesOf, partOf, sliceBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import type { FailureShape } from './verdict.ts'

/** A batch of one line that the server named. */
interface NamedLine {
  readonly batch: Batch
  readonly rejected: RejectedLine
}

/** The named lines of a batch, and the batch without them. */
export interface NamedLines {
  readonly named: readonly NamedLine[]
  readonly rest: Batch | undefined
}

/** Removes the lines of a batch that the server named; `undefined` if it contains none of them. */
export function removeNamedLines(batch: Batch, rejected: readonly RejectedLine[]): NamedLines | undefined {
  const byText = new Map<string, string>(rejected.map(({ line, reason }) => [line, reason]))
  const lines = linesOf(batch)
  const texts = lineTexts(lines)
  const reasons = new Map<number, string>()
  for (const [index, line] of texts.entries()) {
    const reason = byText.get(line)
    if (reason !== undefined) reasons.set(index, reason)
  }
  return removeLines(batch, lines, texts, reasons)
}

/** Like {@link removeNamedLines}, for lines that InfluxDB 3 named by their numbers; `undefined` if these cannot be trusted. */
export function removeNumberedLines(batch: Batch, list: unknown): NamedLines | undefined {
  const lines = linesOf(batch)
  const texts = lineTexts(lines)
  const reasons = namedLines(texts, list)
  return reasons && removeLines(batch, lines, texts, reasons)
}

function removeLines(
  batch: Batch,
  lines: readonly Uint8Array[],
  texts: readonly string[],
  reasons: ReadonlyMap<number, string>,
): NamedLines | undefined {
  if (reasons.size === 0) return undefined
  const named = [...reasons].map(([index, reason]) => ({
    batch: sliceBatch(batch, lines, index, index + 1),
    rejected: { line: texts[index]!, reason },
  }))
  return { named, rest: withoutLines(batch, lines, [...reasons.keys()]) }
}

/** Divides a batch into the lines that have these indexes, and the others; neither may be all lines. */
export function divide(batch: Batch, indexes: readonly number[]): { these: Batch; others: Batch } {
  const lines = linesOf(batch)
  const own = new Set(indexes)
  const rest = [...lines.keys()].filter((index) => !own.has(index))
  return { these: withoutLines(batch, lines, rest)!, others: withoutLines(batch, lines, indexes)! }
}

/** Cuts a batch of several lines in two. */
export function bisect(batch: Batch): [Batch, Batch] {
  const lines = linesOf(batch)
  const middle = lines.length >> 1
  return [sliceBatch(batch, lines, 0, middle), sliceBatch(batch, lines, middle, lines.length)]
}

/** Returns the text of a batch of one line. */
export function singleLineText(batch: Batch): string {
  return decodeText(withoutBlanks(batch.body))
}

/** Returns the text of each line, without its newline. */
export function lineTexts(lines: readonly Uint8Array[]): string[] {
  return lines.map((bytes) => decodeText(bytes.subarray(0, -1)))
}

/** After this many refusals in a row, it is worth asking whether the lines are the cause. */
const MAX_FRUITLESS_PARTS = 16
const emptyBody = new Uint8Array([10])

/** What is known during the search for the bad lines of one batch. */
export class BadLineSearch {
  /** Parts that were refused since one was stored. */
  #fruitless = 0
  /** Whether the server refuses the lines, or every request. */
  #cause: 'lines' | 'request' | undefined

  /** Some time passes before the next part is sent: the cause may be another one then. */
  restart(): void {
    this.#fruitless = 0
    this.#cause = undefined
  }

  /** A part was stored, so bisecting helps. */
  partStored(): void {
    this.#fruitless = 0
  }

  /**
   * Whether the server refuses every request of this destination, so that bisecting would not help.
   *
   * @param mustKnow whether to ask now, instead of after some more parts
   */
  async isRequestRefused(
    failure: FailureShape,
    mustKnow: boolean,
    send: (body: Uint8Array) => Promise<FailureShape | undefined>,
  ): Promise<boolean> {
    if (this.#cause === undefined && (++this.#fruitless > MAX_FRUITLESS_PARTS || mustKnow)) {
      const other = await send(emptyBody)
      const isSame = other?.status === failure.status && other?.serverMessage === failure.serverMessage
      this.#cause = isSame ? 'request' : 'lines'
    }
    return this.#cause === 'request'
  }
}

function withoutLines(batch: Batch, lines: readonly Uint8Array[], removed: readonly number[]): Batch | undefined {
  const gone = new Set(removed)
  const kept = lines.filter((_, index) => !gone.has(index))
  if (kept.length === 0) return undefined
  const body = concat(kept)
  const before = [0]
  for (let index = 0; index < lines.length; index++) before.push(before[index]! + (gone.has(index) ? 1 : 0))
  const moved = (index: number): number => index - before[index]!
  const receipts = batch.receipts
    .map(({ receipt, start, end }) => ({ receipt, start: moved(start), end: moved(end) }))
    .filter(({ start, end }) => start < end)
  return partOf(batch, body, kept.length, receipts)
}
