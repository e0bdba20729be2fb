import type { Client } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import { show } from '@fluxline/internal/show'
import { createOnce } from '../shared/create-once.ts'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { bucketIDOf, checkDbrpRequest, createDbrpsApi } from './api.ts'
import type { Dbrp, DbrpRequest } from './dbrp.ts'

/**
 * Ensures that a database and a retention policy stand for this bucket, so that InfluxQL and the write API of InfluxDB 1.x
 * find it, and that they are the default of the database if you pass `default: true`. It creates the mapping, makes it
 * the default, or leaves it as it is; a virtual one counts too. For scripts that run more than once, even at the same
 * time: InfluxDB may then create several, so one of them remains, and each other script deletes its own.
 *
 * @throws OptionError if they stand for another bucket, or if there are several such mappings, and still are seconds
 * later; HttpError
 */
export async function ensureDbrp(client: Client, mapping: DbrpRequest, options: CallOptions = {}): Promise<Dbrp> {
  const call = checkCall('ensureDbrp', options)
  checkDbrpRequest('ensureDbrp', mapping)
  const { database, retentionPolicy, org, orgID, default: isDefault } = mapping
  const names = `database ${show(database)} and retention policy ${show(retentionPolicy)}`
  const dbrps = createDbrpsApi(client)
  const bucketID = await bucketIDOf(client, mapping.bucket, mapping, call)
  const found = await createOnce(
    {
      async list() {
        const all = await dbrps.list({ database, retentionPolicy, org, orgID, ...call })
        return all.filter((one) => !one.virtual || isEnough(one, bucketID, isDefault))
      },
      create: () =>
        dbrps.create({ database, retentionPolicy, org, orgID, default: isDefault, bucket: { id: bucketID } }, call),
      delete: (created) => dbrps.delete(created, call),
      tooMany: ({ length }) =>
        new OptionError(`There are ${length} mappings of ${names}; delete all but one.`, { option: 'database' }),
    },
    call.signal,
  )
  if (found.bucketID !== bucketID) {
    throw new OptionError(
      `The mapping of ${names} is for the bucket ${found.bucketID}, not ${bucketID}, and InfluxDB cannot change that; ` +
        `delete the mapping ${found.id}, or choose another retention policy.`,
      { option: 'bucket', value: bucketID },
    )
  }
  return isDefault && !found.default ? dbrps.update(found, { default: true }, call) : found
}

/** Whether a virtual mapping makes another one needless. */
function isEnough(virtual: Dbrp, bucketID: string, isDefault = false): boolean {
  return virtual.bucketID === bucketID && (virtual.default || !isDefault)
}
