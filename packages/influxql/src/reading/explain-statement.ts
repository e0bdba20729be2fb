/** The remedy if InfluxDB has no JSON for a value. */
export const INFINITE = "JSON has no infinity; leave out `format`, or pass 'msgpack'"

/** What InfluxDB 2.x has instead of a statement; all calls are those of `@fluxline/management`. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/^CREATE\s+DATABASE/i, 'a database is a bucket there: create it with `createBucketsApi(client).create({ name })`'],
  [/^DROP\s+DATABASE/i, 'a database is a bucket there: delete it with `createBucketsApi(client).delete(bucket)`'],
  [
    /^\w+\s+RETENTION\s+POLICY/i,
    'it is a bucket there: call `createBucketsApi(client)` with `retentionRules`, and map it with `ensureDbrp`',
  ],
  [/CONTINUOUS\s+QUER|\sINTO\s/i, 'a task does it there: create one with `createTasksApi(client)`'],
  [/^GRANT|^REVOKE|\sUSERS?\b|\sPASSWORD\s|\sGRANTS\s/i, 'see `createUsersApi` and `createAuthorizationsApi`'],
  [/CARDINALITY/i, 'count with Flux: `influxdb.cardinality(bucket, start)`'],
]

/** Returns what an error of a statement means and what to do, if its words alone do not say it. */
export function explainStatement(
  error: string,
  isVersion2: boolean,
  count: number,
  statement: string = '',
): string | undefined {
  const database = /^(?:database not found|default retention policy not set for): (.*)/s.exec(error)?.[1]
  if (isVersion2 && database !== undefined)
    return mapping(`the database ${JSON.stringify(database)}`, database, 'autogen')
  const policy = /^retention policy not found: (.*)/s.exec(error)?.[1]
  if (isVersion2 && policy !== undefined) return mapping(`the retention policy ${JSON.stringify(policy)}`, '…', policy)
  if (error === 'database name required')
    return 'Pass `database`, or name it in the statement: "db"."policy"."measurement"'
  if (error === 'not executed' && isVersion2 && count > 1) {
    return 'InfluxDB 2.x hides the reason if a query has several statements; send this one alone'
  }
  if (isVersion2 && error.startsWith('not implemented')) {
    const instead = replacements.find(([pattern]) => pattern.test(statement))?.[1]
    return `InfluxDB 2.x has no such statement; ${instead ?? 'its management API has buckets, users and tasks'}`
  }
  if (error.startsWith('json: unsupported value')) return INFINITE
  if (/^(?:max-|query-timeout)/.test(error)) return 'This is a limit of the server; narrow the query, or raise it there'
  return undefined
}

function mapping(what: string, database: string, policy: string): string {
  const options = `{ bucket, database: ${JSON.stringify(database)}, retentionPolicy: ${JSON.stringify(policy)}, default: true }`
  return (
    `InfluxDB 2.x finds ${what} by the name of a bucket, or by a DBRP mapping; the token must be able to read the bucket. ` +
    `To create a mapping, call \`ensureDbrp(client, ${options})\` of @fluxline/management`
  )
}
