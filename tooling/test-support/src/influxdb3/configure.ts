import { Database } from './database.ts'

/** What a call of `/api/v3/configure` changes. */
export interface Catalog {
  readonly databases: Map<string, Database>
  readonly tokens: Map<string, number>
  readonly caches: Set<string>
}

/** A response. */
export interface Reply {
  readonly status: number
  readonly body?: string
  readonly type?: string
}

const MAX_DATABASES = 5
const EXISTS: Reply = { status: 409, body: 'attempted to create a resource that already exists' }
const MISSING: Reply = { status: 404, body: 'the requested resource was not found' }
const FULL: Reply = {
  status: 422,
  body: `{"error":"Adding a new database would exceed limit of ${MAX_DATABASES} databases"}`,
}
const BAD_NAME: Reply = {
  status: 400,
  body: '{"error":"invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens"}',
}
const DURATION = /^\d+(?:ns|us|ms|s|m|h|d|w|mo|y)(?:\d+\w+)*$/

/** Returns a database, and makes it on first use, as a write does; or the response if it cannot be made. */
export function databaseOf({ databases }: Catalog, name: string): Database | Reply {
  const found = databases.get(name)
  if (found) return found
  if (!/^[\w-]+$/.test(name)) return BAD_NAME
  if (databases.size >= MAX_DATABASES) return FULL
  const made = new Database()
  databases.set(name, made)
  return made
}

/** Responds to a call of `/api/v3/configure`; `undefined` if none of its kind was recorded. */
export function configure(catalog: Catalog, method: string, url: URL, text: string): Reply | undefined {
  const resource = url.pathname.slice('/api/v3/configure/'.length)
  const get = (name: string): string => url.searchParams.get(name) ?? ''
  const body = (): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>
  switch (`${method} ${resource}`) {
    case 'GET database':
      return listDatabases(catalog, get('format'), get('show_deleted') === 'true')
    case 'POST database':
      return createDatabase(catalog, body() as never)
    case 'PUT database': {
      const { db, retention_period: period } = body() as { db: string; retention_period: string }
      const database = catalog.databases.get(db)
      if (!database) return MISSING
      database.retentionPeriod = period
      return { status: 200 }
    }
    case 'DELETE database':
      return catalog.databases.delete(get('db')) ? { status: 200 } : MISSING
    case 'DELETE database/retention_period': {
      const database = catalog.databases.get(get('db'))
      if (!database) return MISSING
      database.retentionPeriod = undefined
      return { status: 204 }
    }
    case 'POST table':
      return createTable(catalog, body() as never)
    case 'DELETE table':
      return catalog.databases.get(get('db'))?.tables.delete(get('table')) ? { status: 200 } : MISSING
    case 'POST token/admin':
      return createToken(catalog, '_admin')
    case 'POST token/named_admin':
      return createToken(catalog, body()['token_name'] as string)
    case 'DELETE token':
      return catalog.tokens.delete(get('token_name')) ? { status: 200 } : MISSING
    case 'POST last_cache':
    case 'POST distinct_cache': {
      const { db, table, name } = body() as Record<string, string>
      const key = `${resource} ${db} ${table} ${name}`
      if (catalog.caches.has(key)) return EXISTS
      catalog.caches.add(key)
      return {
        status: 201,
        body: `{"catalog_batch":{"Database":{"database_name":"${db}","ops":[]}},"sequence_number":26}`,
      }
    }
    case 'DELETE last_cache':
    case 'DELETE distinct_cache':
      return catalog.caches.delete(`${resource} ${get('db')} ${get('table')} ${get('name')}`)
        ? { status: 200 }
        : MISSING
    default:
      return undefined
  }
}

function listDatabases({ databases }: Catalog, format: string, withDeleted: boolean): Reply | undefined {
  if (format === '') return { status: 400, body: 'serde error: missing field `format`' }
  if (format !== 'json') return undefined
  const names = ['_internal', ...databases.keys()].toSorted()
  const list = names.map((name) =>
    withDeleted ? { 'iox::database': name, deleted: false } : { 'iox::database': name },
  )
  return { status: 200, type: 'application/json', body: JSON.stringify(list) }
}

function createDatabase(catalog: Catalog, { db, retention_period: period }: Record<string, string | undefined>): Reply {
  if (db === undefined) return { status: 400, body: 'serde json error: missing field `db` at line 1 column 2' }
  if (period !== undefined && !DURATION.test(period)) {
    return {
      status: 400,
      body: `serde json error: invalid value: string "${period}", expected a duration at line 1 column 39`,
    }
  }
  if (catalog.databases.has(db)) return EXISTS
  const made = databaseOf(catalog, db)
  if (!(made instanceof Database)) return made
  made.retentionPeriod = period
  return { status: 200 }
}

const TYPES = { utf8: 'string', int64: 'integer', uint64: 'uinteger', float64: 'float', bool: 'boolean' } as const

function createTable(
  catalog: Catalog,
  { db, table, tags, fields }: { db: string; table: string; tags: string[]; fields: { name: string; type: string }[] },
): Reply {
  const bad = fields.find(({ type }) => !(type in TYPES))
  if (bad) {
    const known = Object.keys(TYPES).map((type) => `\`${type}\``)
    return {
      status: 400,
      body: `serde json error: unknown variant \`${bad.type}\`, expected one of ${known.join(', ')} at line 1 column 77`,
    }
  }
  const database = databaseOf(catalog, db)
  if (!(database instanceof Database)) return database
  if (database.tables.has(table)) return EXISTS
  const columns = [
    ...tags.map((tag) => [tag, 'tag'] as const),
    ...fields.map(({ name, type }) => [name, TYPES[type as keyof typeof TYPES]] as const),
  ]
  database.tables.set(table, new Map(columns))
  return { status: 200 }
}

function createToken({ tokens }: Catalog, name: string): Reply {
  if (tokens.has(name)) return { status: 409, body: `token name already exists, ${name}` }
  const id = tokens.size
  tokens.set(name, id)
  const made = { id, name, token: `apiv3_${name}`, hash: 'HASH', created_at: '2026-11-29T00:47:50.841Z', expiry: null }
  return { status: 201, type: 'json', body: JSON.stringify(made) }
}
