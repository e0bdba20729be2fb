import { createClient, isHttpError, isInfluxDBError } from '@fluxline/core'
import { createDatabasesApi, createTablesApi, createTokensApi } from '@fluxline/management/v3'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** Creates and deletes a database, a table and a token of InfluxDB 3, which a page of another origin may do too. */
export default async function managementV3({ influxdb3, bucket: name }: Access): Promise<void> {
  const three = createClient({ url: influxdb3, server: '3' })
  const databases = createDatabasesApi(three)
  await databases.create({ name, retentionPeriod: '7d' })
  await databases.setRetention(name, '1d')
  const tables = createTablesApi(three)
  await tables.create({ database: name, name: 'cpu', tags: ['host'], fields: { usage: 'float64' } })
  await tables.delete(name, 'cpu')
  const names = (await databases.list()).map((database) => database.name)
  same('listed', names.includes(name), true)
  await databases.delete(name, { now: true })
  const tokens = createTokensApi(three)
  const created = await tokens.create(`token-${name}`)
  same('a token', [created.name, created.createdAt instanceof Date], [`token-${name}`, true])
  await tokens.delete(created.name)
  const gone: unknown = await databases.delete(name).catch((error: unknown) => error)
  // A page of another origin cannot read the refusal.
  same('gone', isHttpError(gone) ? gone.status === 404 : isInfluxDBError(gone), true)
  await three.close()
}
