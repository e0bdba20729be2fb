import { linesOf, sliceBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import { bisect, divide, lineTexts, removeNamedLines } from './isolate-bad-lines.ts'
import type { NamedLines } from './isolate-bad-lines.ts'
import { findConflicts } from './type-conflicts.ts'
import { droppedLines, shortReason } from './verdict.ts'
import type { FailureShape } from './verdict.ts'

/** What became of the lines of a partial write, as far as it can be known. */
export type PartialWrite =
  /** The server does not say how many lines it dropped. */
  | { readonly kind: 'unknown' }
  /** All lines were dropped for one reason. */
  | ({ readonly kind: 'found' } & NamedLines)
  /** The only line was dropped. */
  | { readonly kind: 'single' }
  /** It shows only if these parts of the batch are sent again, in this order. */
  | { readonly kind: 'divided'; readonly parts: readonly Batch[] }
  /** The numbers of lines are known, but not which of them were dropped. */
  | { readonly kind: 'counted'; readonly failed: Batch | undefined; readonly written: Batch | undefined }

/** Reads the failure of a partial write: the server dropped some lines, and does not name them. */
export function readPartialWrite(batch: Batch, failure: FailureShape): PartialWrite {
  const dropped = droppedLines(failure, batch.lines)
  if (dropped === undefined) return { kind: 'unknown' }
  if (batch.lines === 1 && dropped === 1) return { kind: 'single' }
  const ofConflict = readConflict(batch, failure.serverMessage, dropped)
  if (ofConflict !== undefined) return ofConflict
  const isShared = batch.receipts.some(({ receipt, start, end }) => receipt.wantsLines || end - start < batch.lines)
  if (isShared && dropped > 0 && dropped < batch.lines) return { kind: 'divided', parts: bisect(batch) }
  const lines = linesOf(batch)
  return {
    kind: 'counted',
    failed: dropped === 0 ? undefined : sliceBatch(batch, lines, 0, dropped),
    written: dropped === batch.lines ? undefined : sliceBatch(batch, lines, dropped, batch.lines),
  }
}

/**
 * Reads a field type conflict; `undefined` if the reason is another one.
 *
 * InfluxDB writes a shard, such as a week, at a time. The first shard with a conflict ends the request: its count is that of
 * this shard, and what goes to other shards is stored or not (seen on 2.7.12). So the lines without the conflict are sent
 * again, and those that probably have it too, until the server drops all lines of a part. The lines have times, so that no
 * point is stored twice.
 */
function readConflict(batch: Batch, reason: string | undefined, dropped: number): PartialWrite | undefined {
  if (reason === undefined) return undefined
  const lines = lineTexts(linesOf(batch))
  const conflicts = findConflicts(lines, reason)
  if (conflicts === undefined) return undefined
  if (conflicts.length === batch.lines && dropped === batch.lines) {
    return {
      kind: 'found',
      ...removeNamedLines(
        batch,
        lines.map((line) => ({ line, reason: shortReason({ serverMessage: reason }) })),
      )!,
    }
  }
  if (conflicts.length === 0 || conflicts.length === batch.lines) return { kind: 'divided', parts: bisect(batch) }
  const { these, others } = divide(batch, conflicts)
  return { kind: 'divided', parts: [others, these] }
}
