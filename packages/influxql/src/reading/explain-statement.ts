/** Returns what an error of a statement means and what to do, if its words alone do not say it. */
export function explainStatement(error: string, isVersion2: boolean, count: number): string | undefined {
  const database = /^database not found: (.*)/s.exec(error)?.[1]
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
    return 'InfluxDB 2.x has no such statement; its management API has buckets, DBRP mappings, users and tasks'
  }
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
