import { OptionError } from './errors.ts'

/**
 * Returns the text by which a write names its bucket: the name or ID as it is, or the ID of a bucket object.
 *
 * @param what the function that takes the option, for its error
 * @throws OptionError if it is neither text nor an object with `id` or `name`; `undefined` stays as it is
 */
export function bucketText(bucket: unknown, what?: string): string | undefined {
  if (bucket === undefined || typeof bucket === 'string') return bucket
  const { id, name } = Object(bucket) as { readonly id?: unknown; readonly name?: unknown }
  const text = id ?? name
  if (typeof text === 'string') return text
  const place = what ? `${what}: ` : ''
  // oxlint-disable-next-line typescript/no-base-to-string -- objects are not converted
  const given = typeof bucket === 'object' && bucket ? 'an object without `id` and `name`' : String(bucket)
  throw new OptionError(`${place}\`bucket\` must be a name, an ID or a bucket, not ${given}.`, {
    option: 'bucket',
    value: bucket,
  })
}
