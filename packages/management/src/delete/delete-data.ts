import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { addToMessage, OptionError } from '@fluxline/internal/errors'
import type { Time } from '@fluxline/internal/nanoseconds'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { requireName, toID } from '../shared/ids.ts'
import { orgChoice, requiredOrg } from '../shared/org-choice.ts'
import type { OrgChoice } from '../shared/org-choice.ts'
import { callOptions, request } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { toNanoseconds, toRfc3339 } from '../shared/time-option.ts'
import { checkPredicate, errorCaret } from './predicate.ts'

/** Which points to delete. */
export type DeleteOptions = OrgChoice &
  CallOptions & {
    /** The name or ID of a bucket, the bucket, `{ name }` or `{ id }`. */
    readonly bucket: string | { readonly id: string } | { readonly name: string }
    /** Start of the range, inclusive. */
    readonly start: Time
    /** End of the range, inclusive. */
    readonly stop: Time
  } & (
    | {
        /** Which points: text such as `_measurement="h2o" AND room="attic"`, or what `eq`, `ne` and `and` return. */
        readonly predicate: string
        readonly everything?: undefined
      }
    | {
        readonly predicate?: undefined
        /** Deletes all points of the range. */
        readonly everything: true
      }
  )

const deleteOptions: OptionNames<DeleteOptions> = {
  ...orgChoice,
  ...callOptions,
  bucket: true,
  start: true,
  stop: true,
  predicate: 'a string',
  everything: 'a boolean',
}

/**
 * Deletes points by time and tags. InfluxDB OSS has deleted them when the call resolves, InfluxDB Cloud deletes them later.
 *
 * ```ts
 * await deleteData(client, { bucket: 'metrics', start, stop, predicate: eq('_measurement', 'h2o') })
 * ```
 *
 * A large bucket may take longer than the client's `timeout`: pass one here.
 * @throws OptionError on a wrong option; HttpError, which shows the position of an error in the predicate
 * @see InfluxDB v2 API, "Delete data"
 */
export async function deleteData(client: Client, options: DeleteOptions): Promise<void> {
  checkOptions('deleteData', options, deleteOptions, {}, '{ bucket, start, stop, predicate }')
  const { bucket, start, stop, predicate, everything, signal, timeout } = options
  if (everything !== true) checkPredicate(predicate ?? '')
  else if (predicate !== undefined) throw new OptionError('`predicate` and `everything` are mutually exclusive.')
  if (toNanoseconds('start', start) > toNanoseconds('stop', stop)) {
    throw new OptionError('`start` is after `stop`.', { option: 'start', value: start })
  }
  const body = { start: toRfc3339('start', start), stop: toRfc3339('stop', stop), predicate }
  const query = { org: requiredOrg(client, options), bucket: chosenBucket(bucket) }
  try {
    await request(client, { method: 'POST', path: '/api/v2/delete', query, body, signal, timeout })
  } catch (error) {
    throw predicate === undefined ? error : withCaret(error, predicate)
  }
}

/** Returns the bucket in the form that core's client writes into a query. InfluxDB tells names and IDs apart by their form. */
function chosenBucket(bucket: DeleteOptions['bucket']): string | { id: string } | { name: string } {
  if (typeof bucket === 'object' && bucket && 'id' in bucket) return { id: toID('bucket', bucket) }
  requireName('bucket', typeof bucket === 'object' && bucket ? bucket.name : bucket)
  return bucket
}

function withCaret(error: unknown, predicate: string): unknown {
  if (!isHttpError(error)) return error
  const caret = errorCaret(predicate, error.serverMessage ?? '')
  return caret === undefined ? error : addToMessage(error, `\n${caret}`)
}
