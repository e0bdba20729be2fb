import type { RejectedLine } from '@fluxline/core'
import { concat, linesOf, partOf, sliceBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import { findConflicts } from './type-conflicts.ts'
import type { ReceiptShare } from '../accounting/receipt.ts'

/** A line that the server named, and whose it is. */
interface BadLine {
  readonly line: RejectedLine
  /** Of the line in its batch, the newline included. */
  readonly bytes: number
  readonly receipts: readonly ReceiptShare[]
}

/** A batch's bad lines, and the batch without them. */
export interface Triage {
  readonly rejected: readonly BadLine[]
  readonly rest: Batch | undefined
}

/** Takes the lines out of a batch that the server named; `undefined` where none of them is in it. */
export function takeNamed(batch: Batch, named: readonly RejectedLine[]): Triage | undefined {
  const reasons = new Map<string, string>(named.map(({ line, reason }) => [line, reason]))
  const decoder = new TextDecoder()
  const lines = linesOf(batch)
  const bad = lines.flatMap((bytes, at) => {
    const line = decoder.decode(bytes.subarray(0, -1))
    const reason = reasons.get(line)
    return reason === undefined ? [] : [{ at, bytes: bytes.length, line: { line, reason } }]
  })
  if (bad.length === 0) return undefined
  return {
    rejected: bad.map(({ at, line, bytes }) => ({
      line,
      bytes,
      receipts: sliceBatch(batch, lines, at, at + 1).receipts,
    })),
    rest: without(
      batch,
      lines,
      bad.map(({ at }) => at),
    ),
  }
}

/** The lines of a batch that the server dropped for a conflict of types, where its words and its count tell them. */
export function conflictsIn(batch: Batch, reason: string | undefined, dropped: number): RejectedLine[] {
  if (reason === undefined || dropped === 0) return []
  const decoder = new TextDecoder()
  const lines = linesOf(batch).map((bytes) => decoder.decode(bytes.subarray(0, -1)))
  return (findConflicts(lines, reason, dropped) ?? []).map((at) => ({ line: lines[at]!, reason }))
}

/** Cuts a batch of several lines in two. */
export function halve(batch: Batch): [Batch, Batch] {
  const lines = linesOf(batch)
  const middle = lines.length >> 1
  return [sliceBatch(batch, lines, 0, middle), sliceBatch(batch, lines, middle, lines.length)]
}

/** A batch of one line as text. */
export function onlyLine(batch: Batch): string {
  return new TextDecoder().decode(batch.body).trimEnd()
}

function without(batch: Batch, lines: readonly Uint8Array[], removed: readonly number[]): Batch | undefined {
  const gone = new Set(removed)
  const kept = lines.filter((_, at) => !gone.has(at))
  if (kept.length === 0) return undefined
  const body = concat(kept)
  const moved = (place: number): number => place - removed.filter((at) => at < place).length
  const receipts = batch.receipts
    .map(({ receipt, start, end: last }) => ({ receipt, start: moved(start), end: moved(last) }))
    .filter(({ start, end: last }) => start < last)
  return partOf(batch, body, kept.length, receipts)
}
