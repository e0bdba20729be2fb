import { QueryError } from '@fluxline/internal/query-errors'
import { paramsText } from '@fluxline/internal/query-literals'
import { toValueNode } from './value-node.ts'
import type { SqlTime } from './value-node.ts'

/** Values by name, which a query uses as `$name`. InfluxDB takes a time as text. */
export type SqlParams = Readonly<Record<string, string | number | bigint | boolean | null | SqlTime>>

/**
 * Returns parameters as JSON in which integers have all their digits.
 *
 * @throws QueryError on a value that a parameter cannot be
 */
export function paramsJson(params: SqlParams): string {
  return paramsText(params, jsonOf)
}

function jsonOf(value: unknown, location: string): string {
  const node = toValueNode(value, location)
  switch (node.type) {
    case 'number':
    case 'boolean':
      return node.text
    case 'null':
      return 'null'
    case 'string':
    case 'time':
      return JSON.stringify(node.text)
    default:
      throw new QueryError(`${location} cannot be a parameter; put it into the sql template.`)
  }
}
