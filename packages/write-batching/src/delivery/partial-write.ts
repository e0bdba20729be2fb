import type { RejectedLine } from '@fluxline/core'
import { linesOf, sliceBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import { lineTexts, removeNamedLines } from './isolate-bad-lines.ts'
import type { NamedLines } from './isolate-bad-lines.ts'
import { findConflicts } from './type-conflicts.ts'
import { droppedLines } from './verdict.ts'
import type { FailureShape } from './verdict.ts'

/** What became of the lines of a partial write, as far as it can be known. */
export type PartialWrite =
  /** The server does not say how many lines it dropped. */
  | { readonly kind: 'unknown' }
  /** The dropped lines were found; the others are stored. */
  | ({ readonly kind: 'found' } & NamedLines)
  /** The only line was dropped. */
  | { readonly kind: 'single' }
  /** Which lines were dropped matters, and shows only if the parts of the batch are sent again. */
  | { readonly kind: 'shared' }
  /** The numbers of lines are known, but not which of them were dropped. */
  | { readonly kind: 'counted'; readonly failed: Batch | undefined; readonly written: Batch | undefined }

/** Reads the failure of a partial write: the server stored the batch except for some lines that it does not name. */
export function readPartialWrite(batch: Batch, failure: FailureShape): PartialWrite {
  const dropped = droppedLines(failure, batch.lines)
  if (dropped === undefined) return { kind: 'unknown' }
  if (batch.lines === 1 && dropped === 1) return { kind: 'single' }
  const found = removeNamedLines(batch, conflictingLines(batch, failure.serverMessage, dropped))
  if (found !== undefined) return { kind: 'found', ...found }
  const isShared = batch.receipts.some(({ receipt, start, end }) => receipt.wantsLines || end - start < batch.lines)
  if (isShared && dropped > 0 && dropped < batch.lines) return { kind: 'shared' }
  const lines = linesOf(batch)
  return {
    kind: 'counted',
    failed: dropped === 0 ? undefined : sliceBatch(batch, lines, 0, dropped),
    written: dropped === batch.lines ? undefined : sliceBatch(batch, lines, dropped, batch.lines),
  }
}

/** Returns the lines that the server dropped for a type conflict, if its message and count tell which they are. */
function conflictingLines(batch: Batch, reason: string | undefined, dropped: number): RejectedLine[] {
  if (reason === undefined || dropped === 0) return []
  const lines = lineTexts(linesOf(batch))
  return (findConflicts(lines, reason, dropped) ?? []).map((index) => ({ line: lines[index]!, reason }))
}
