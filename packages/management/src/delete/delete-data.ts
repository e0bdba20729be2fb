import { HttpError, isHttpError, OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { checkName, idOf } from '../shared/ids.ts'
import { requiredOrg } from '../shared/org-choice.ts'
import type { OrgChoice } from '../shared/org-choice.ts'
import { checkPredicate, placeIn } from './predicate.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import { nanosecondsOf, toRfc3339 } from '../shared/rfc3339.ts'
import type { Time } from '../shared/rfc3339.ts'

/** Which points to delete. */
export type DeleteOptions = OrgChoice &
  RequestOptions & {
    /** The name or ID of a bucket, the bucket, `{ name }` or `{ id }`. */
    readonly bucket: string | { readonly id: string } | { readonly name: string }
    /** Points of this time are deleted, */
    readonly start: Time
    /** and points of this time too. */
    readonly stop: Time
  } & (
    | {
        /** Which of them: text such as `_measurement="h2o" AND room="attic"`, or what `eq`, `ne` and `and` give. */
        readonly predicate: string
        readonly everything?: undefined
      }
    | {
        readonly predicate?: undefined
        /** All of them. */
        readonly everything: true
      }
  )

/**
 * Deletes points by time and tags. InfluxDB OSS has deleted them when it answers, InfluxDB Cloud does so later.
 *
 * ```ts
 * await deleteData(client, { bucket: 'metrics', start, stop, predicate: eq('_measurement', 'h2o') })
 * ```
 *
 * A large bucket may take longer than the client's `timeout`: give one here.
 * @throws OptionError where an option cannot be right; HttpError, which shows the place in a predicate that is not understood
 * @see InfluxDB v2 API, "Delete data"
 */
export async function deleteData(client: Client, options: DeleteOptions): Promise<void> {
  const { bucket, start, stop, predicate, everything, signal, timeout } = options
  if (everything !== true) checkPredicate(predicate ?? '')
  else if (predicate !== undefined) throw new OptionError('predicate and everything contradict each other; give one.')
  if (nanosecondsOf('start', start) > nanosecondsOf('stop', stop)) {
    throw new OptionError(`start is after stop, so nothing would be deleted; swap them.`)
  }
  const body = { start: toRfc3339('start', start), stop: toRfc3339('stop', stop), predicate }
  const query = { org: requiredOrg(client, options), bucket: chosenBucket(bucket) }
  try {
    await request(client, { method: 'POST', path: '/api/v2/delete', query, body }, { signal, timeout })
  } catch (error) {
    throw predicate === undefined ? error : withPlace(error, predicate)
  }
}

/** As core's client writes it into a query. InfluxDB takes a text for a name or an ID by its shape. */
function chosenBucket(bucket: DeleteOptions['bucket']): string | { id: string } | { name: string } {
  if (typeof bucket === 'object' && 'id' in bucket) return { id: idOf('bucket', bucket) }
  checkName('bucket', typeof bucket === 'string' ? bucket : bucket.name)
  return bucket
}

function withPlace(error: unknown, predicate: string): unknown {
  if (!isHttpError(error)) return error
  const place = placeIn(predicate, error.serverMessage ?? '')
  return place === undefined ? error : new HttpError(`${error.message}\n${place}`, error)
}
