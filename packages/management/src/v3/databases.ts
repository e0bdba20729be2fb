import type { Client } from '@fluxline/core'
import { parseDuration } from '@fluxline/internal/duration-text'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { configure, listIn, nameOf } from './configure.ts'

/** A database. */
export interface Database {
  readonly name: string
  /** Whether it was deleted. InfluxDB keeps it for a while, under a name with the time of its deletion. */
  readonly deleted: boolean
}

/** A new database. */
export interface NewDatabase extends CallOptions {
  /** Letters, digits, `_` and `-`. */
  readonly name: string
  /** How long points are kept, as a duration such as `30d` or `1y`. @defaultValue without end */
  readonly retentionPeriod?: string | undefined
}

/** Which databases to list. */
export interface DatabaseFilter extends CallOptions {
  /** Also those that were deleted. @defaultValue false */
  readonly deleted?: boolean | undefined
}

/** How a database is deleted. */
export interface DatabaseDeletion extends CallOptions {
  /** Deletes the data now. @defaultValue false: the server deletes it later */
  readonly now?: boolean | undefined
}

const newDatabase: OptionNames<NewDatabase> = { name: true, retentionPeriod: true, signal: true, timeout: true }
const filter: OptionNames<DatabaseFilter> = { deleted: true, signal: true, timeout: true }
const deletion: OptionNames<DatabaseDeletion> = { now: true, signal: true, timeout: true }

/** The databases of an InfluxDB 3; made by {@link createDatabasesApi}. The token must be one of an administrator. */
export interface DatabasesApi {
  /** Creates a database. A write to one that does not exist does so too. @throws HttpError 409 if it exists, 422 at the limit */
  create(database: NewDatabase): Promise<void>
  /** Returns the databases, `_internal` among them. */
  list(filter?: DatabaseFilter): Promise<Database[]>
  /** Sets how long points are kept: a duration such as `30d`, or null for without end. @throws HttpError 404 */
  setRetention(name: string, retentionPeriod: string | null, options?: CallOptions): Promise<void>
  /** Deletes a database and its points. @throws HttpError 404 if it does not exist */
  delete(name: string, options?: DatabaseDeletion): Promise<void>
}

/**
 * Creates the calls for the databases of an InfluxDB 3.
 *
 * @see InfluxDB 3 Core documentation, "Manage databases"
 */
export function createDatabasesApi(client: Client): DatabasesApi {
  const path = 'database'
  return {
    async create(database) {
      checkOptions('databases.create', database, newDatabase, renamed, "{ name: 'metrics' }")
      const { name, retentionPeriod, signal, timeout } = database
      const db = nameOf('databases.create', 'name', name)
      const period = retentionPeriod === undefined ? undefined : periodOf('databases.create', retentionPeriod)
      const body = { db, retention_period: period }
      await (await configure(client, { method: 'POST', path, body, signal, timeout })).text()
    },
    async list(given = {}) {
      checkOptions('databases.list', given, filter)
      const { deleted, signal, timeout } = given
      const query = { format: 'json', show_deleted: deleted ? 'true' : undefined }
      const response = await configure(client, { method: 'GET', path, query, signal, timeout })
      const list = await listIn(response, '/api/v3/configure/database')
      return list.map((item) => ({ name: String(item['iox::database']), deleted: item['deleted'] === true }))
    },
    async setRetention(name, retentionPeriod, options = {}) {
      checkCall('databases.setRetention', options)
      const db = nameOf('databases.setRetention', 'name', name)
      const call =
        retentionPeriod === null
          ? ({ method: 'DELETE', path: 'database/retention_period', query: { db } } as const)
          : ({
              method: 'PUT',
              path,
              body: { db, retention_period: periodOf('databases.setRetention', retentionPeriod) },
            } as const)
      await (await configure(client, { ...call, ...options })).text()
    },
    async delete(name, options = {}) {
      checkOptions('databases.delete', options, deletion)
      const { now, signal, timeout } = options
      const query = { db: nameOf('databases.delete', 'name', name), hard_delete_at: now ? 'now' : undefined }
      await (await configure(client, { method: 'DELETE', path, query, signal, timeout })).text()
    },
  }
}

const renamed = {
  db: 'is called "name" here.',
  retention_period: 'is called "retentionPeriod" here.',
  retentionRules: 'of a bucket is called "retentionPeriod" here: a duration such as 30d.',
}

function periodOf(what: string, period: unknown): string {
  const duration = typeof period === 'string' ? parseDuration(period) : undefined
  if (duration && !duration.isNegative) return period as string
  throw new OptionError(`${what}: \`retentionPeriod\` must be a duration such as 30d, not ${show(period)}.`, {
    option: 'retentionPeriod',
  })
}
