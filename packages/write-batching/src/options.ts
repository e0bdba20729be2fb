import type { GzipOptions, Org, Timeout } from '@fluxline/core'
import type { NonFinite, Precision } from '@fluxline/point'
import { BatchOptionError } from './errors.ts'
import type { BatchCallbacks } from './events.ts'

/** What to do with what is written while the buffer is full. */
export type Overflow = 'wait' | 'drop-oldest' | 'drop-newest' | 'throw'

/** How a writer batches, retries and reports. Durations are milliseconds. */
export interface BatchOptions extends BatchCallbacks {
  /** Name or ID of the bucket. A write can name another. */
  bucket?: string | undefined
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  org?: Org | undefined
  /** Unit of the times in the lines. @defaultValue 'ns' */
  precision?: Precision | undefined
  /** Lines in a request; a batch that reaches this size is sent at once. @defaultValue 1000 */
  batchSize?: number | undefined
  /** Milliseconds that a line waits for its batch to fill; 0 sends by size alone. @defaultValue 1000 */
  flushInterval?: number | undefined
  /** At most so many milliseconds, by chance, on top of `flushInterval` and of `Retry-After`. @defaultValue 0 */
  jitterInterval?: number | undefined
  /** The first delay before a retry. @defaultValue 5000 */
  retryInterval?: number | undefined
  /** Retries of a batch after its first attempt; 0 turns them off. @defaultValue 5 */
  maxRetries?: number | undefined
  /** The longest delay between two attempts. @defaultValue 125000 */
  maxRetryDelay?: number | undefined
  /** The time after which a batch is not tried again; 0 is no bound. @defaultValue 180000 */
  maxRetryTime?: number | undefined
  /** What the delay grows by from retry to retry. @defaultValue 2 */
  exponentialBase?: number | undefined
  /** How long `close` waits for what is not written yet. @defaultValue 300000 */
  maxCloseWait?: number | undefined
  /** Bytes in a request, before compression; a longer line goes alone. @defaultValue 8388608 */
  maxBatchBytes?: number | undefined
  /** Bytes in memory, from acceptance to the answer; 16 384 batches, however small, are as many. @defaultValue 67108864 */
  maxBufferBytes?: number | undefined
  /**
   * While the buffer is full, `write` gives a promise to wait for, or throws, or drops what comes or what is oldest, and
   * reports it. A batch that waits for its retry is dropped last: others would take its place, and ask at once.
   * @defaultValue 'wait'
   */
  overflow?: Overflow | undefined
  /** Requests under way at a time; with 1 the batches of a destination arrive in order. @defaultValue 2 */
  concurrency?: number | undefined
  /** Compresses requests. @defaultValue the client's */
  gzip?: boolean | GzipOptions | undefined
  /** Tags for points that do not have them; with the client's, which they beat. */
  defaultTags?: Readonly<Record<string, string>> | undefined
  /** Whether lines of text and bytes without a time get one when they are accepted, as points do. @defaultValue true */
  stampText?: boolean | undefined
  /** NaN and the infinities: an error of `write`, or a field left out. @defaultValue 'throw' */
  nonFinite?: NonFinite | undefined
  /** Time-outs of each request. @defaultValue the client's */
  timeout?: Timeout | undefined
  /**
   * Closes the writer before the process ends: when nothing is left to do, and on SIGINT, SIGTERM and SIGHUP, which end
   * the process afterwards unless the application listens to them too.
   * @defaultValue false
   */
  closeOnExit?: boolean | undefined
  /** How many refused lines a report keeps; all of them go to `onRejected`. @defaultValue 1000 */
  maxRejected?: number | undefined
}

type NumericOption =
  | 'batchSize'
  | 'flushInterval'
  | 'jitterInterval'
  | 'retryInterval'
  | 'maxRetries'
  | 'maxRetryDelay'
  | 'maxRetryTime'
  | 'exponentialBase'
  | 'maxCloseWait'
  | 'maxBatchBytes'
  | 'maxBufferBytes'
  | 'concurrency'
  | 'maxRejected'

/** What an omitted option means. */
export const defaultBatchOptions: Readonly<Record<NumericOption, number>> = Object.freeze({
  batchSize: 1000,
  flushInterval: 1000,
  jitterInterval: 0,
  retryInterval: 5000,
  maxRetries: 5,
  maxRetryDelay: 125_000,
  maxRetryTime: 180_000,
  exponentialBase: 2,
  maxCloseWait: 300_000,
  maxBatchBytes: 8 * 1024 * 1024,
  maxBufferBytes: 64 * 1024 * 1024,
  concurrency: 2,
  maxRejected: 1000,
})

/** Options with every default filled in. */
export type ResolvedBatchOptions = Omit<BatchOptions, NumericOption | 'overflow' | 'precision' | 'stampText'> & {
  readonly [Name in NumericOption]: number
} & { readonly overflow: Overflow; readonly precision: Precision; readonly stampText: boolean }

const atLeastOne: ReadonlySet<NumericOption> = new Set<NumericOption>([
  'batchSize',
  'exponentialBase',
  'maxBatchBytes',
  'maxBufferBytes',
  'concurrency',
])
const precisions: readonly Precision[] = ['ns', 'us', 'ms', 's']
const overflows: readonly Overflow[] = ['wait', 'drop-oldest', 'drop-newest', 'throw']

/** Fills the options up. @throws BatchOptionError that names an option that cannot be right */
export function resolveBatchOptions(options: BatchOptions): ResolvedBatchOptions {
  const numbers = Object.fromEntries(
    (Object.keys(defaultBatchOptions) as NumericOption[]).map((name) => [
      name,
      checked(name, options[name] ?? defaultBatchOptions[name]),
    ]),
  ) as Record<NumericOption, number>
  const { overflow = 'wait', precision = 'ns', stampText = true } = options
  if (!overflows.includes(overflow))
    throw new BatchOptionError(`overflow is ${JSON.stringify(overflow)}; give one of ${overflows.join(', ')}`)
  if (!precisions.includes(precision))
    throw new BatchOptionError(`precision is ${JSON.stringify(precision)}; give one of ${precisions.join(', ')}`)
  return { ...options, ...numbers, overflow, precision, stampText }
}

function checked(name: NumericOption, value: number): number {
  const least = atLeastOne.has(name) ? 1 : 0
  const isWhole = name === 'exponentialBase' || Number.isInteger(value)
  if (typeof value === 'number' && value >= least && isWhole && value !== Infinity) return value
  throw new BatchOptionError(`${name} is ${String(value)}; give a whole number from ${least}`)
}
