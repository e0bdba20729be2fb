import type { RejectedLine } from '@fluxline/core'
import { textOfThrown } from '@fluxline/internal/text-of-thrown'
import type { BatchInput, Outcome, Receipt, WriteTarget } from '@fluxline/write-batching'
import { PoisonError } from '../errors.ts'
import type { Part } from '../stamp/stamp-pieces.ts'

/** The part of a batch writer used here. */
export interface IngestWriter {
  /** Accepts lines, and returns a receipt for exactly these. */
  submit(input: BatchInput, target?: WriteTarget): Receipt
  /** Sends what is buffered. */
  flush(): Promise<unknown>
}

/** What became of a message's lines. */
export type Result =
  | { readonly kind: 'stored'; readonly lines: number }
  /** Some lines are refused as they are; the others are stored. */
  | { readonly kind: 'poison'; readonly error: PoisonError }
  /** They are to be written again. */
  | { readonly kind: 'retry'; readonly error: unknown }
  /** Nothing can be written any more: the writer is closed, or has a wrong option. */
  | { readonly kind: 'fatal'; readonly error: unknown }

/** Writes a message's lines, and waits for their outcome. Never rejects. */
export async function submitParts(writer: IngestWriter, parts: readonly Part[], isOwnTarget: boolean): Promise<Result> {
  const receipts: Receipt[] = []
  let thrown: unknown
  for (const { input, target } of parts) {
    try {
      receipts.push(writer.submit(input as BatchInput, target))
    } catch (error) {
      thrown ??= error ?? new Error('The writer threw nothing.')
    }
  }
  const outcomes = await Promise.all(receipts.map((receipt) => receipt.outcome))
  if (thrown !== undefined) return ofThrown(thrown, isOwnTarget)
  const results = outcomes.map((outcome) => ofOutcome(outcome, isOwnTarget))
  const worst = (kind: Result['kind']): Result | undefined => results.find((result) => result.kind === kind)
  const unfinished = worst('fatal') ?? worst('retry')
  if (unfinished) return unfinished
  const refused = results.flatMap((result) => (result.kind === 'poison' ? [result.error] : []))
  const lines = results.reduce((sum, result) => sum + (result.kind === 'stored' ? result.lines : 0), 0)
  if (refused.length === 0) return { kind: 'stored', lines }
  return { kind: 'poison', error: refused.length === 1 ? refused[0]! : poisonOf(refused.flatMap((e) => e.rejected)) }
}

function ofOutcome(outcome: Outcome, isOwnTarget: boolean): Result {
  const { written, failed, refused, unsent, spooled = 0, rejected, error } = outcome
  if (failed + unsent + spooled === 0) {
    return error === undefined ? { kind: 'stored', lines: written } : ofThrown(error, isOwnTarget)
  }
  if (unsent + spooled > 0) return ofError(error, isOwnTarget)
  if (failed === refused) return { kind: 'poison', error: poisonOf(rejected, refused, error) }
  // Others were not refused, whatever the first error is about.
  return isAboutLines(error) ? { kind: 'retry', error } : ofError(error, isOwnTarget)
}

function isAboutLines(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === 'FLUXLINE_LINE_PROTOCOL'
}

/** Returns the error of a message whose lines are refused. */
export function poisonOf(
  rejected: readonly RejectedLine[],
  refused: number = rejected.length,
  cause?: unknown,
): PoisonError {
  const reason = rejected[0]?.reason ?? textOfThrown(cause)
  const count = refused === 1 ? '1 line is' : `${refused} lines are`
  return new PoisonError(`${count} refused: ${reason}`, rejected, { cause })
}

/** Decides about an error of reading what was decoded. One that is not the writer's comes from an object of the message. */
function ofThrown(error: unknown, isOwnTarget: boolean): Result {
  const { code } = Object(error) as { code?: unknown }
  if (typeof code === 'string' && code.startsWith('FLUXLINE_')) return ofError(error, isOwnTarget)
  const reason = `The message cannot be written: ${textOfThrown(error)}`
  return { kind: 'poison', error: new PoisonError(reason, [], { cause: error }) }
}

/** Decides about an error that is not, or not only, about lines by name. */
function ofError(error: unknown, isOwnTarget: boolean): Result {
  const { code, status } = Object(error) as { code?: unknown; status?: unknown }
  if (code === 'FLUXLINE_CLOSED') return { kind: 'fatal', error }
  // A message that chooses its bucket may choose one that does not exist. Otherwise the configuration is wrong.
  const isAboutTarget = code === 'FLUXLINE_OPTION' || status === 404
  if (isAboutLines(error) || (isAboutTarget && isOwnTarget)) {
    return { kind: 'poison', error: new PoisonError(textOfThrown(error), [], { cause: error }) }
  }
  return code === 'FLUXLINE_OPTION' ? { kind: 'fatal', error } : { kind: 'retry', error }
}
