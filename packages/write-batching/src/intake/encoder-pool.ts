import type { LinesContext } from '@fluxline/core'
import { concat, toOwnBytes } from '@fluxline/internal/bytes'
import { LineProtocolEncoder, processClock } from '@fluxline/point'
import type { EncoderOptions, Precision, RecordMapping } from '@fluxline/point'
import type { Batch } from '../accounting/batch.ts'
import type { Route } from '../accounting/destination.ts'
import type { WriteClient } from '../delivery/send-batch.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { WriteTarget } from './write-target.ts'

/** How many destinations have an encoder at the same time; each encoder keeps a block of memory. */
export const MAX_ENCODERS = 64

/** What an encoder appends lines for. */
export interface EncoderUser {
  readonly route: Route
  encoder: LineProtocolEncoder | undefined
  /** Lines from before its encoder was given to another destination. */
  parts: Uint8Array[]
}

/** Lines of one destination that wait for their batch to fill. */
export interface FillingBatch extends EncoderUser {
  /** Its lines are in the encoder and the parts; `undefined` while there are none. */
  batch: Batch | undefined
  cancelTimer: (() => void) | undefined
}

/** The error of lines without a timestamp in a precision that is too coarse to make timestamps distinct. */
export const untimed: Error = new Error('A line has no timestamp.')

function refuseUntimed(): never {
  throw untimed
}

/** Takes the lines of a filling batch out of its encoder. */
export function detachBody(filling: FillingBatch): Uint8Array {
  const { encoder, parts } = filling
  const last = encoder && encoder.lineCount > 0 ? toOwnBytes(encoder.takeBytes()) : undefined
  if (last && parts.length === 0) return last
  filling.parts = []
  return concat(last ? [...parts, last] : parts)
}

/** Returns the lines of a filling batch from an offset on. They are valid until more lines are appended. */
export function uncommittedBytes({ parts, encoder }: FillingBatch, from: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const part of parts) {
    if (at + part.length > from) pieces.push(part.subarray(Math.max(0, from - at)))
    at += part.length
  }
  if (encoder) pieces.push(encoder.peekBytes(Math.max(0, from - at)))
  return pieces.length === 1 ? pieces[0]! : concat(pieces)
}

/** How an object that has many lines writes them; the precision is that of its lines. */
export type OwnLinesContext = LinesContext & { readonly precision: Precision }

/** Returns how an object that has many lines writes them: in nanoseconds, unless its times are to be cut. */
export function linesContext(options: {
  readonly precision: Precision
  readonly finerTimes: ResolvedBatchOptions['finerTimes']
  readonly defaultTags: LinesContext['defaultTags']
}): OwnLinesContext {
  const { precision, finerTimes, defaultTags } = options
  if (finerTimes === 'truncate') return { precision, finerTimes, defaultTags }
  return { precision: 'ns', integerPrecision: precision, defaultTags }
}

/** Lends at most 64 encoders to any number of destinations. */
export class EncoderPool {
  readonly #client: WriteClient
  readonly #options: ResolvedBatchOptions
  readonly #users = new Set<EncoderUser>()
  readonly #spare = new Map<Precision, LineProtocolEncoder[]>()
  #mapping: RecordMapping | undefined
  #mappingOf: Pick<WriteTarget, 'precision' | 'record'> = {}

  constructor(client: WriteClient, options: ResolvedBatchOptions) {
    this.#client = client
    this.#options = options
  }

  /** Lends an encoder, and takes the oldest user's away if there are too many. */
  encoderFor(user: EncoderUser): LineProtocolEncoder {
    const { precision } = user.route.destination
    const encoder = this.#spare.get(precision)?.pop() ?? new LineProtocolEncoder(this.encoderOptions(precision))
    user.encoder = encoder
    this.#users.add(user)
    const [oldest] = this.#users
    if (this.#users.size > MAX_ENCODERS && oldest) this.takeBack(oldest)
    return encoder
  }

  /** Takes an encoder away; its lines stay with the user. */
  takeBack(user: EncoderUser): void {
    const { encoder, route, parts } = user
    if (!this.#users.delete(user) || !encoder) return
    if (encoder.lineCount > 0) parts.push(toOwnBytes(encoder.takeBytes()))
    user.encoder = undefined
    const { precision } = route.destination
    const spare = this.#spare.get(precision) ?? []
    this.#spare.set(precision, spare)
    spare.push(encoder)
  }

  /** Returns the options of an encoder of lines in a precision. */
  encoderOptions(precision: Precision): EncoderOptions {
    return {
      precision,
      finerTimes: this.#options.finerTimes === 'truncate' ? 'truncate' : 'throw',
      defaultTags: this.#defaultTags,
      clock: precision === 'ns' ? processClock : refuseUntimed,
      timestampText: this.#options.timestampText,
      nonFinite: this.#options.nonFinite,
    }
  }

  /** Returns how objects that have many lines write them for a target. */
  linesContext(target: WriteTarget | undefined): OwnLinesContext {
    const { finerTimes } = this.#options
    const precision = target?.precision ?? this.#options.precision
    return linesContext({ precision, finerTimes, defaultTags: this.#defaultTags })
  }

  get #defaultTags(): Readonly<Record<string, string>> {
    return { ...this.#client.defaultTags, ...this.#options.defaultTags }
  }

  /**
   * Returns how objects become points. Integer times are in the precision that was named; nanoseconds, the default, are
   * checked for the wrong unit.
   */
  mapping(target: WriteTarget | undefined): RecordMapping | undefined {
    const precision = target?.precision ?? (this.#options.precision === 'ns' ? undefined : this.#options.precision)
    const record = target?.record
    if (precision === undefined) return record
    // Kept, because `Point.from` checks each mapping that is another object.
    if (this.#mapping === undefined || this.#mappingOf.record !== record || this.#mappingOf.precision !== precision) {
      this.#mapping = { precision, ...record }
      this.#mappingOf = { precision, record }
    }
    return this.#mapping
  }
}
