import { copyOptions } from '@fluxline/internal/copy-options'
import { textOfThrown } from '@fluxline/internal/text-of-thrown'
import { isOurs } from '../decode/decode.ts'
import { PoisonError } from '../errors.ts'
import type { ResolvedIngestOptions } from '../options.ts'
import type { SourceMessage } from '../source.ts'
import { collectPieces, piecesAtOnce } from '../stamp/pieces.ts'
import type { Decoded } from '../stamp/pieces.ts'
import { stampOf } from '../stamp/stamp.ts'
import { stampPieces } from '../stamp/stamp-pieces.ts'
import type { StampedPieces } from '../stamp/stamp-pieces.ts'

const UNTIMED = 'the line has no time'
const NO_TIMESTAMP = 'the line has no time, and its message has none either'

/**
 * Reads the lines of a message, each with a time. Returns a promise only if that takes time, since most messages take none.
 *
 * @throws PoisonError, also as a rejection, if it cannot be decoded
 */
export function readMessage(
  message: SourceMessage,
  options: ResolvedIngestOptions,
): StampedPieces | Promise<StampedPieces> {
  try {
    // The function may return the same object for the next message, and this one may be written again later.
    const target = typeof options.target === 'function' ? copyOptions(options.target(message)) : options.target
    const stamp = (decoded: Decoded): StampedPieces | Promise<StampedPieces> => {
      const pieces = piecesAtOnce(decoded, isOurs(options.decode))
      return pieces ? stampAll(pieces) : collectPieces(decoded).then(stampAll)
    }
    const stampAll = (pieces: Awaited<ReturnType<typeof collectPieces>>): StampedPieces =>
      stampPieces(pieces, target, timesOf(message, options))
    const decoded = options.decode(message)
    if (!isPromise(decoded)) {
      const stamped = stamp(decoded)
      return isPromise(stamped) ? stamped.catch(throwPoison) : stamped
    }
    return decoded.then(stamp).catch(throwPoison)
  } catch (error) {
    return throwPoison(error)
  }
}

/** Whether the message itself chose its destination. */
export function hasOwnTarget({ target }: ResolvedIngestOptions): boolean {
  return typeof target === 'function'
}

function timesOf(message: SourceMessage, { untimed }: ResolvedIngestOptions): ReturnType<typeof stampOf> | string {
  if (untimed === 'reject') return UNTIMED
  return message.timestamp === undefined ? NO_TIMESTAMP : stampOf(message.timestamp, message)
}

function throwPoison(error: unknown): never {
  if (error instanceof PoisonError) throw error
  const reason = textOfThrown(error)
  throw new PoisonError(`The message cannot be decoded: ${reason}`, [], { cause: error })
}

function isPromise<Value extends object>(value: unknown): value is Promise<Value> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function'
}
