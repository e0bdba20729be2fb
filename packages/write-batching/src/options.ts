import type { BucketChoice, GzipOptions, Org, Timeout } from '@fluxline/core'
import { bucketText } from '@fluxline/internal/bucket-text'
import { copyOptions } from '@fluxline/internal/copy-options'
import { expandTags } from '@fluxline/internal/default-tags'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption, numberOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { NonFinite, Precision } from '@fluxline/point'
import type { BatchCallbacks } from './events.ts'
import { checkHeaders, checkRequestValues } from './delivery/request-values.ts'
import type { RequestValues } from './delivery/request-values.ts'
import { resolveCloseOnExit } from './exit/close-on-exit-option.ts'
import type { CloseOnExitOptions } from './exit/close-on-exit-option.ts'
import { isSpool } from './spool/spool.ts'
import type { Spool } from './spool/spool.ts'
import { checkTargetValues, wrongType } from './intake/write-target.ts'
import type { WriteTarget } from './intake/write-target.ts'
import { renamedBatchOptions } from './renamed-options.ts'

/** What happens to lines that are written while the buffer is full. */
export type Overflow = 'wait' | 'drop-oldest' | 'drop-newest' | 'throw'

/** How a writer batches, retries and reports. Durations are in milliseconds. */
export interface BatchOptions extends BatchCallbacks {
  /** Name or ID of a bucket, the bucket, `{ name }` or `{ id }`. A write can name another. */
  bucket?: BucketChoice | undefined
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  org?: Org | undefined
  /** Unit of the timestamps in text lines, and of integer times whose unit is not known. @defaultValue 'ns' */
  precision?: Precision | undefined
  /**
   * Times that are finer than the precision, such as the milliseconds of a Date in seconds: they go in their own
   * precision, in separate batches, or are cut to the floor. Text lines are in the precision already.
   * @defaultValue 'keep'
   */
  finerTimes?: 'keep' | 'truncate' | undefined
  /** Lines per request; a batch that reaches this size is sent at once. @defaultValue 5000 */
  batchSize?: number | undefined
  /** How long a line waits for its batch to fill; 0 sends by size only. @defaultValue 1000 */
  flushInterval?: number | undefined
  /** Maximum random jitter, added to `flushInterval` and to `Retry-After`. @defaultValue 0 */
  jitterInterval?: number | undefined
  /** Delay before the first retry. @defaultValue 5000 */
  retryInterval?: number | undefined
  /** Retries of a batch after its first attempt; 0 turns them off. @defaultValue 5 */
  maxRetries?: number | undefined
  /** Longest delay between two attempts, also if `Retry-After` asks for more. @defaultValue 125000 */
  maxRetryDelay?: number | undefined
  /** When to stop retrying a batch; 0 means no limit. @defaultValue 180000 */
  maxRetryTime?: number | undefined
  /** Factor by which the delay grows from retry to retry. @defaultValue 2 */
  exponentialBase?: number | undefined
  /** How long `close` and `flush` wait for lines that are not written yet; 0 waits for nothing. @defaultValue 300000 */
  maxCloseWait?: number | undefined
  /**
   * Bytes per request, before compression; a batch that reaches this size is sent at once. A longer line is sent alone.
   * @defaultValue 8388608
   */
  maxBatchBytes?: number | undefined
  /**
   * Bytes in memory, from acceptance to the response; 16 384 batches of any size fill it too. A bucket may hold all of it,
   * less half of what other buckets hold: so one that is held back leaves space for the others. All buckets together hold
   * at most twice as much. @defaultValue 67108864
   */
  maxBufferBytes?: number | undefined
  /**
   * If the buffer has no space left for a bucket, `write` to it returns a promise, throws, or drops the newest or the oldest lines and reports them.
   * Batches that wait for a retry are dropped last, so that the server is not asked without a pause.
   * @defaultValue 'wait'
   */
  overflow?: Overflow | undefined
  /**
   * Maximum concurrent requests of each destination: bucket, organization and precision. 1 keeps its order. All
   * destinations together make as many as the client's `connections`, or 128. @defaultValue 2
   */
  concurrency?: number | undefined
  /** Headers of the requests; they override the client's. `Content-Type` is always the one of line protocol. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Compresses requests. @defaultValue the client's */
  gzip?: boolean | GzipOptions | undefined
  /** Tags for points that do not have them; they override the client's. Text is never changed. */
  defaultTags?: Readonly<Record<string, string>> | undefined
  /**
   * Whether a line of text is rejected whose timestamp is probably in a coarser unit: it would be in early 1970, but in this
   * century in the coarser unit. Integer times of objects are always checked.
   * @defaultValue true
   */
  checkTimes?: boolean | undefined
  /** Whether lines of text and bytes without a timestamp get one on acceptance, as points do. @defaultValue true */
  timestampText?: boolean | undefined
  /** NaN and ±Infinity: `write` throws, or the field is omitted. @defaultValue 'throw' */
  nonFinite?: NonFinite | undefined
  /**
   * Whether InfluxDB 3 responds before the lines are in its object store: it has checked them, but those of about the last
   * second are lost if it crashes, although they are reported as written. Other servers do not know it.
   * @defaultValue false
   */
  noSync?: boolean | undefined
  /**
   * Writes by `/api/v2/write` alone, for products of InfluxDB 3 that have no other path.
   * @defaultValue the path of InfluxDB 3 as soon as the server is known to be one
   */
  writePath?: 'v2' | undefined
  /** Time-outs of each request. @defaultValue the client's */
  timeout?: Timeout | undefined
  /**
   * Writes what the writer holds before the process ends: when nothing is left to do, and on SIGINT, SIGTERM and SIGHUP.
   * After a signal, writes are accepted until nothing is left or `timeout` milliseconds have passed, 8000 by default. Then
   * the callbacks get what is left, and the signal ends the process. A second signal does so at once. If the application
   * listens to the signal itself, the writer only sends what it holds, and stays open.
   * @defaultValue false
   */
  closeOnExit?: boolean | CloseOnExitOptions | undefined
  /**
   * Keeps accepted lines on disk until InfluxDB has stored them: `fileSpool({ directory })` of `@fluxline/spool`. `write`
   * then returns a promise that resolves when its lines are on disk, and retries end only by success: `maxRetries` and
   * `maxRetryTime` do not apply. `whenFull` of the spool replaces `overflow`.
   * @defaultValue none
   */
  spool?: Spool | undefined
  /** How many rejected lines a report keeps, of at most 4 MiB in all; `onRejected` gets all of them. @defaultValue 1000 */
  maxRejected?: number | undefined
}

/** Clock and randomness; tests replace them. */
export interface ClockAndRandom {
  /** Milliseconds that never step back. */
  readonly now: () => number
  /** From 0 to below 1. */
  readonly random: () => number
}

/** An option that is a number. */
export type NumericBatchOption =
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

/** The least value of each number. */
const minima: Readonly<Record<NumericBatchOption, number>> = {
  batchSize: 1,
  flushInterval: 0,
  jitterInterval: 0,
  retryInterval: 0,
  maxRetries: 0,
  maxRetryDelay: 0,
  maxRetryTime: 0,
  exponentialBase: 1,
  maxCloseWait: 0,
  maxBatchBytes: 1,
  maxBufferBytes: 1,
  concurrency: 1,
  maxRejected: 0,
}

/** Defaults of the options that are numbers. */
export const defaultBatchOptions: Readonly<Record<NumericBatchOption, number>> = Object.freeze({
  batchSize: 5000,
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

/** Options with all defaults. */
export type ResolvedBatchOptions = Omit<
  BatchOptions,
  NumericBatchOption | 'bucket' | 'overflow' | 'precision' | 'checkTimes' | 'timestampText' | 'closeOnExit'
> & {
  readonly [Name in NumericBatchOption]: number
} & {
  readonly bucket: string | undefined
  readonly overflow: Overflow
  readonly precision: Precision
  readonly checkTimes: boolean
  readonly timestampText: boolean
  readonly closeOnExit: { readonly timeout: number } | undefined
}

const numbers = Object.fromEntries(Object.keys(minima).map((name) => [name, true])) as Record<NumericBatchOption, true>
const callbacks = {
  onSuccess: true,
  onError: true,
  onRetry: true,
  onRejected: true,
  onDrop: true,
  onSpool: true,
} satisfies OptionNames<BatchCallbacks>
const knownBatchOptions = {
  ...numbers,
  ...callbacks,
  bucket: true,
  org: 'a string or an object',
  precision: true,
  finerTimes: true,
  overflow: true,
  headers: true,
  gzip: true,
  defaultTags: true,
  checkTimes: true,
  timestampText: true,
  nonFinite: true,
  noSync: true,
  writePath: true,
  timeout: true,
  closeOnExit: true,
  spool: true,
} satisfies OptionNames<BatchOptions>

/** Fills in the defaults. @throws OptionError if an option is unknown or has a wrong value */
export function resolveBatchOptions(what: string, options: BatchOptions): ResolvedBatchOptions {
  checkOptions(what, options, knownBatchOptions, renamedBatchOptions, "{ bucket: 'metrics' }")
  checkWriteValues(what, options)
  if (options.headers !== undefined) checkHeaders(what, options.headers)
  for (const name of Object.keys(callbacks) as (keyof BatchCallbacks)[]) {
    const callback: unknown = options[name]
    if (callback !== undefined && typeof callback !== 'function') throw wrongType(what, name, callback, 'a function')
  }
  const checkedNumbers = Object.fromEntries(
    (Object.keys(minima) as NumericBatchOption[]).map((name) => [
      name,
      (name === 'exponentialBase' ? numberOption : integerOption)(
        what,
        name,
        options[name] ?? defaultBatchOptions[name],
        minima[name],
      ),
    ]),
  ) as Record<NumericBatchOption, number>
  const { overflow = 'wait', precision = 'ns', checkTimes = true, timestampText = true } = options
  oneOf(what, 'timestampText', timestampText, [true, false])
  oneOf(what, 'overflow', overflow, ['wait', 'drop-oldest', 'drop-newest', 'throw'])
  if (options.spool !== undefined) checkSpool(what, options.spool, overflow, timestampText)
  const bucket = bucketText(options.bucket)
  const defaultTags = expandTags(what, options.defaultTags)
  const closeOnExit = resolveCloseOnExit(what, options.closeOnExit)
  const resolved = { bucket, defaultTags, overflow, precision, checkTimes, timestampText, closeOnExit }
  const { headers, gzip, timeout, org } = options
  return { ...options, ...copyOptions({ headers, gzip, timeout, org }), ...checkedNumbers, ...resolved }
}

function checkSpool(what: string, spool: Spool, overflow: Overflow, timestampText: boolean): void {
  if (!isSpool(spool)) {
    throw wrongType(what, 'spool', spool, 'a spool, such as fileSpool({ directory }) of @fluxline/spool')
  }
  if (!timestampText) {
    const message = `${what}: \`timestampText: false\` is not possible with a spool: lines without a time, sent again, would make second points.`
    throw new OptionError(message, { option: 'timestampText', value: timestampText })
  }
  if (overflow !== 'wait') {
    const message = `${what}: with a spool, \`whenFull\` of the spool takes the place of \`overflow\`; omit it.`
    throw new OptionError(message, { option: 'overflow', value: overflow })
  }
}

/** Checks the values of the options that writers, targets and `writeNow` share. @throws OptionError if one is wrong */
export function checkWriteValues(
  what: string,
  options: WriteTarget & RequestValues & Pick<BatchOptions, 'defaultTags' | 'nonFinite' | 'finerTimes' | 'checkTimes'>,
): void {
  checkTargetValues(what, options)
  checkRequestValues(what, options)
  const { defaultTags, nonFinite, finerTimes, checkTimes } = options
  if (checkTimes !== undefined) oneOf(what, 'checkTimes', checkTimes, [true, false])
  if (finerTimes !== undefined) oneOf(what, 'finerTimes', finerTimes, ['keep', 'truncate'])
  if (nonFinite !== undefined) oneOf(what, 'nonFinite', nonFinite, ['throw', 'omit'])
  if (defaultTags !== undefined && Object(defaultTags) !== defaultTags) {
    throw wrongType(what, 'defaultTags', defaultTags, 'an object')
  }
}
