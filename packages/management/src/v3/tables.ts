import type { Client } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { configure, nameOf, queryRows } from './configure.ts'

/** The type of a field. */
export type TableFieldType = 'utf8' | 'int64' | 'uint64' | 'float64' | 'bool'

/** A new table. */
export interface NewTable extends CallOptions {
  /** The database, which is created if it does not exist. */
  readonly database: string
  readonly name: string
  /** The names of its tags, in the order in which rows are sorted. */
  readonly tags: readonly string[]
  /** The types of its fields by name. A write adds others. @defaultValue none */
  readonly fields?: Readonly<Record<string, TableFieldType>> | undefined
}

const newTable: OptionNames<NewTable> = {
  database: true,
  name: true,
  tags: 'an array',
  fields: 'an object',
  signal: true,
  timeout: true,
}
const types: readonly TableFieldType[] = ['utf8', 'int64', 'uint64', 'float64', 'bool']

/** The tables of an InfluxDB 3; made by {@link createTablesApi}. The token must be one of an administrator. */
export interface TablesApi {
  /** Creates a table. A write does so too. @throws HttpError 409 if it exists */
  create(table: NewTable): Promise<void>
  /** Returns the names of the tables that were written or created, sorted. */
  list(database: string, options?: CallOptions): Promise<string[]>
  /** Deletes a table and its points. @throws HttpError 404 if it does not exist */
  delete(database: string, name: string, options?: CallOptions): Promise<void>
}

/**
 * Creates the calls for the tables of an InfluxDB 3.
 *
 * @see InfluxDB 3 Core documentation, "Manage tables"
 */
export function createTablesApi(client: Client): TablesApi {
  return {
    async create(table) {
      checkOptions('tables.create', table, newTable, {}, "{ database: 'metrics', name: 'cpu', tags: ['host'] }")
      const { database, name, tags, fields = {}, signal, timeout } = table
      if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string' || tag === '')) {
        throw new OptionError('tables.create: `tags` must be a list of names.', { option: 'tags' })
      }
      const body = {
        db: nameOf('tables.create', 'database', database),
        table: nameOf('tables.create', 'name', name),
        tags,
        fields: Object.entries(fields).map(([field, type]) => {
          oneOf('tables.create', `fields.${field}`, type, types)
          return { name: field, type }
        }),
      }
      await (await configure(client, { method: 'POST', path: 'table', body, signal, timeout })).text()
    },
    async list(database, options = {}) {
      checkCall('tables.list', options)
      // The server has no path for it.
      const rows = await queryRows(client, nameOf('tables.list', 'database', database), 'SHOW TABLES', options)
      const own = rows.filter((row) => row['table_schema'] === 'iox')
      return own.map((row) => String(row['table_name'])).toSorted()
    },
    async delete(database, name, options = {}) {
      checkCall('tables.delete', options)
      const query = { db: nameOf('tables.delete', 'database', database), table: nameOf('tables.delete', 'name', name) }
      await (await configure(client, { method: 'DELETE', path: 'table', query, ...options })).text()
    },
  }
}
