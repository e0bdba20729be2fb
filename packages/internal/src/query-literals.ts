import { readTimeObject } from './nanoseconds.ts'
import { QueryError } from './query-errors.ts'
import { formatRfc3339 } from './rfc3339.ts'

/** Returns an integer as SQL and InfluxQL write it. @throws QueryError if it has more than 64 bits */
export function integerText(value: bigint, location: string): string {
  if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) return String(value)
  throw new QueryError(`${location} is ${value}, which does not fit in 64 bits; pass a number or a string.`)
}

/** Returns a time as SQL and InfluxQL write it. @throws QueryError if it is none */
export function timeText(value: object, location: string): string {
  const time = readTimeObject(value)
  if (typeof time === 'bigint') return formatRfc3339(time)
  throw new QueryError(`${location} ${time}.`)
}

/** Returns parameters of a query as JSON. @param jsonOf returns a value as JSON, in which integers have all their digits */
export function paramsText<Value>(
  params: Readonly<Record<string, Value>>,
  jsonOf: (value: Value, location: string) => string,
): string {
  const members = Object.entries(params).map(
    ([name, value]) => `${JSON.stringify(name)}:${jsonOf(value, `params.${name}`)}`,
  )
  return `{${members.join(',')}}`
}
