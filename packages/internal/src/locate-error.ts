import { addToMessage, assignDefined, isInfluxDBError } from './errors.ts'

/** The call that an error is about, as a client's response names it. */
export interface ErrorTarget {
  readonly method: string
  readonly url: string
  readonly bucket?: string | undefined
  readonly org?: string | undefined
}

/** Adds to an error, in place, the call whose response it is about, in its message and as members, unless it names a call. */
export function locateError(error: unknown, target: ErrorTarget | undefined): unknown {
  if (target === undefined || !isInfluxDBError(error) || error.url !== undefined) return error
  const { method, url, bucket, org } = target
  const names = Object.entries({ bucket, org }).flatMap(([name, value]) => (value ? ` ${name} "${value}"` : []))
  const place = ` (response to ${method} ${url}${names.length > 0 ? `,${names.join(',')}` : ''})`
  return addToMessage(assignDefined(error, target), place)
}
