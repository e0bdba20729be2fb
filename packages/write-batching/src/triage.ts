import type { RejectedLine } from '@fluxline/core'
import { linesOf, sliceBatch } from './batch.ts'
import type { Batch } from './batch.ts'
import type { ReceiptShare } from './receipt.ts'

/** A batch's bad lines, and the batch without them. */
export interface Triage {
  readonly rejected: readonly { readonly line: RejectedLine; readonly receipts: readonly ReceiptShare[] }[]
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
    return reason === undefined ? [] : [{ at, line: { line, reason } }]
  })
  if (bad.length === 0) return undefined
  return {
    rejected: bad.map(({ at, line }) => ({ line, receipts: sliceBatch(batch, lines, at, at + 1).receipts })),
    rest: without(
      batch,
      lines,
      bad.map(({ at }) => at),
    ),
  }
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
  const body = new Uint8Array(kept.reduce((size, line) => size + line.length, 0))
  let end = 0
  for (const line of kept) {
    body.set(line, end)
    end += line.length
  }
  const moved = (place: number): number => place - removed.filter((at) => at < place).length
  const receipts = batch.receipts
    .map(({ receipt, start, end: last }) => ({ receipt, start: moved(start), end: moved(last) }))
    .filter(({ start, end: last }) => start < last)
  return { ...batch, body, lines: kept.length, receipts }
}
