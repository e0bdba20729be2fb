import { OptionError } from './errors.ts'

const MEMBERS = '`id`, `name` or a `database` without a slash'

/**
 * Returns the text by which a write names its bucket: the name or ID as it is, the ID of a bucket object, or `db/policy`.
 *
 * @param what the function that takes the option, for its error
 * @throws OptionError if it is neither text nor an object with `id`, `name` or `database`; `undefined` stays as it is
 */
export function bucketText(bucket: unknown, what?: string): string | undefined {
  if (bucket === undefined || typeof bucket === 'string') return bucket
  const { id, name, database, retentionPolicy } = Object(bucket) as Partial<Record<string, unknown>>
  // InfluxDB 1.x cuts at the first slash.
  const isDatabase = typeof database === 'string' && !database.includes('/')
  const text = id ?? name ?? (isDatabase ? [database, retentionPolicy].filter(Boolean).join('/') : undefined)
  if (typeof text === 'string') return text
  const place = what ? `${what}: ` : ''
  // oxlint-disable-next-line typescript/no-base-to-string -- objects are not converted
  const given = typeof bucket === 'object' && bucket ? `an object without ${MEMBERS}` : String(bucket)
  throw new OptionError(`${place}\`bucket\` must be a name, an ID or a bucket, not ${given}.`, {
    option: 'bucket',
    value: bucket,
  })
}
