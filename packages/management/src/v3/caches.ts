import type { Client } from '@fluxline/core'
import { checkOptions, integerOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { configure, nameOf, queryRows } from './configure.ts'

/** Where a cache is. */
export interface CacheTarget {
  readonly database: string
  readonly table: string
  readonly name: string
}

/** A new cache of the last values of a table, which `SELECT * FROM last_cache('table', 'name')` reads. */
export interface NewLastCache extends CacheTarget, CallOptions {
  /** The columns by which values are kept apart. @defaultValue all tags */
  readonly keyColumns?: readonly string[] | undefined
  /** The columns whose values are kept. @defaultValue all others */
  readonly valueColumns?: readonly string[] | undefined
  /** How many values are kept for each key. @defaultValue 1 */
  readonly count?: number | undefined
  /** Seconds that a value is kept. @defaultValue the server's, which is four hours */
  readonly ttlSeconds?: number | undefined
}

/** A cache of last values. */
export interface LastCache {
  readonly table: string
  readonly name: string
  readonly keyColumns: readonly string[]
  /** `undefined` if it keeps all columns. */
  readonly valueColumns: readonly string[] | undefined
  readonly count: number
  readonly ttlSeconds: number
}

/** A new cache of the distinct values of columns, which `SELECT * FROM distinct_cache('table', 'name')` reads. */
export interface NewDistinctCache extends CacheTarget, CallOptions {
  readonly columns: readonly string[]
  /** The most combinations of values that are kept. @defaultValue the server's */
  readonly maxCardinality?: number | undefined
  /** Seconds that a value is kept. @defaultValue the server's, which is a day */
  readonly maxAgeSeconds?: number | undefined
}

const call = { signal: true, timeout: true } as const
const target = { database: true, table: true, name: true } as const
const newLastCache: OptionNames<NewLastCache> = {
  ...target,
  ...call,
  keyColumns: 'an array',
  valueColumns: 'an array',
  count: true,
  ttlSeconds: true,
}
const newDistinctCache: OptionNames<NewDistinctCache> = {
  ...target,
  ...call,
  columns: 'an array',
  maxCardinality: true,
  maxAgeSeconds: true,
}
const knownTarget: OptionNames<CacheTarget> = target

/** The caches of last values of an InfluxDB 3; made by {@link createLastCachesApi}. */
export interface LastCachesApi {
  /** Creates a cache. @throws HttpError 409 if it exists */
  create(cache: NewLastCache): Promise<void>
  /** Returns the caches of a database. */
  list(database: string, options?: CallOptions): Promise<LastCache[]>
  /** Deletes a cache. @throws HttpError 404 if it does not exist */
  delete(cache: CacheTarget, options?: CallOptions): Promise<void>
}

/** The caches of distinct values of an InfluxDB 3; made by {@link createDistinctCachesApi}. */
export interface DistinctCachesApi {
  /** Creates a cache. @throws HttpError 409 if it exists */
  create(cache: NewDistinctCache): Promise<void>
  /** Deletes a cache. @throws HttpError 404 if it does not exist */
  delete(cache: CacheTarget, options?: CallOptions): Promise<void>
}

/**
 * Creates the calls for the caches of last values.
 *
 * @see InfluxDB 3 Core documentation, "Manage the Last Value Cache"
 */
export function createLastCachesApi(client: Client): LastCachesApi {
  const path = 'last_cache'
  return {
    async create(cache) {
      const what = 'lastCaches.create'
      checkOptions(what, cache, newLastCache, {}, "{ database: 'metrics', table: 'cpu', name: 'last' }")
      const { keyColumns, valueColumns, count, ttlSeconds, signal, timeout } = cache
      if (count !== undefined) integerOption(what, 'count', count, 1)
      if (ttlSeconds !== undefined) integerOption(what, 'ttlSeconds', ttlSeconds, 1)
      const more = { key_columns: keyColumns, value_columns: valueColumns, count, ttl: ttlSeconds }
      const body = { ...bodyOf(what, cache), ...more }
      await (await configure(client, { method: 'POST', path, body, signal, timeout })).text()
    },
    async list(database, options = {}) {
      checkCall('lastCaches.list', options)
      const db = nameOf('lastCaches.list', 'database', database)
      const rows = await queryRows(client, db, 'SELECT * FROM system.last_caches', options)
      return rows.map((row) => ({
        table: String(row['table']),
        name: String(row['name']),
        keyColumns: (row['key_column_names'] ?? []) as readonly string[],
        valueColumns: row['value_column_names'] as readonly string[] | undefined,
        count: Number(row['count']),
        ttlSeconds: Number(row['ttl']),
      }))
    },
    delete: (cache, options) => deleteCache(client, 'lastCaches.delete', path, cache, options),
  }
}

/**
 * Creates the calls for the caches of distinct values.
 *
 * @see InfluxDB 3 Core documentation, "Manage the Distinct Value Cache"
 */
export function createDistinctCachesApi(client: Client): DistinctCachesApi {
  const path = 'distinct_cache'
  return {
    async create(cache) {
      const what = 'distinctCaches.create'
      checkOptions(
        what,
        cache,
        newDistinctCache,
        {},
        "{ database: 'metrics', table: 'cpu', name: 'hosts', columns: ['host'] }",
      )
      const { columns, maxCardinality, maxAgeSeconds, signal, timeout } = cache
      if (maxCardinality !== undefined) integerOption(what, 'maxCardinality', maxCardinality, 1)
      if (maxAgeSeconds !== undefined) integerOption(what, 'maxAgeSeconds', maxAgeSeconds, 1)
      const body = { ...bodyOf(what, cache), columns, max_cardinality: maxCardinality, max_age: maxAgeSeconds }
      await (await configure(client, { method: 'POST', path, body, signal, timeout })).text()
    },
    delete: (cache, options) => deleteCache(client, 'distinctCaches.delete', path, cache, options),
  }
}

function bodyOf(what: string, { database, table, name }: CacheTarget): Record<'db' | 'table' | 'name', string> {
  return {
    db: nameOf(what, 'database', database),
    table: nameOf(what, 'table', table),
    name: nameOf(what, 'name', name),
  }
}

async function deleteCache(
  client: Client,
  what: string,
  path: string,
  cache: CacheTarget,
  options: CallOptions = {},
): Promise<void> {
  checkOptions(what, cache, knownTarget, {}, "{ database: 'metrics', table: 'cpu', name: 'last' }")
  checkCall(what, options)
  await (await configure(client, { method: 'DELETE', path, query: bodyOf(what, cache), ...options })).text()
}
