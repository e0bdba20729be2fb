import { explainMissing } from '@fluxline/core/server'
import type { Feature } from '@fluxline/core/server'
import type { Client } from '@fluxline/core'

const INFLUXQL = 'Use InfluxQL there, with createInfluxQLApi of @fluxline/influxql'
const V3 = '@fluxline/management/v3'

const users = {
  name: 'API for users',
  instead: { 1: INFLUXQL, 3: `It has tokens alone: see createTokensApi of ${V3}` },
}

/** What the paths of `/api/v2` are for, and what to use on a server that has none of them. */
const features: Readonly<Record<string, Pick<Feature, 'name' | 'instead'>>> = {
  authorizations: {
    name: 'authorizations',
    instead: { 1: INFLUXQL, 3: `Create, list and delete tokens with createTokensApi of ${V3}` },
  },
  buckets: {
    name: 'buckets',
    instead: { 1: INFLUXQL, 3: `Create, list and delete databases with createDatabasesApi of ${V3}` },
  },
  dbrps: {
    name: 'DBRP mappings',
    instead: { 1: 'Databases and retention policies are there without them', 3: 'Databases are there without them' },
  },
  delete: {
    name: 'delete by time and predicate',
    instead: {
      3: `Delete a whole table with createTablesApi of ${V3}, or let the retention period of the database delete old points`,
    },
  },
  me: users,
  labels: { name: 'labels', instead: {} },
  orgs: {
    name: 'organizations',
    instead: {
      1: `Databases belong to the server. ${INFLUXQL}`,
      3: `Databases belong to the server. Create, list and delete them with createDatabasesApi of ${V3}`,
    },
  },
  scripts: { name: 'invokable scripts', instead: { 1: 'Send the query itself', 3: 'Send the query itself' } },
  tasks: {
    name: 'tasks',
    instead: {
      1: 'Use continuous queries, or run the work outside of InfluxDB',
      3: 'Run the work outside of InfluxDB: query and write from a program that a scheduler starts',
    },
  },
  users,
}

const managementApi: Pick<Feature, 'name' | 'instead'> = {
  name: 'management API of InfluxDB 2.x',
  instead: { 1: INFLUXQL, 3: `Its own is in ${V3}` },
}

const v3Management: Feature = {
  name: 'management API of InfluxDB 3',
  on: [3],
  instead: { 1: INFLUXQL, 2: 'Its own is in @fluxline/management' },
}

/** Returns the error of a request to a server that lacks what its path is for; others stay as they are. */
export function explainServer(client: Client, path: string, error: unknown): Promise<unknown> {
  const [, resource = ''] = /^\/api\/v2\/(\w+)/.exec(path) ?? []
  if (path.startsWith('/api/v3/')) return explainMissing(client, v3Management, error)
  const { name, instead } = Object.hasOwn(features, resource) ? features[resource]! : managementApi
  return explainMissing(client, { name, on: [2], instead }, error)
}
