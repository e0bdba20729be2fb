import { QueryError } from '@fluxline/internal/query-errors'
import { paramsText } from '@fluxline/internal/query-literals'
import { toValueNode } from './value-node.ts'
import type { InfluxQLInput } from './value-node.ts'

/** Values by name, which a query uses as `$name`. Identifiers, durations and regular expressions are among them. */
export type InfluxQLParams = Readonly<Record<string, InfluxQLInput>>

/**
 * Returns parameters as JSON in which integers have all their digits.
 *
 * @throws QueryError on a value that a parameter cannot be
 * @see InfluxDB v1 documentation, "Bind parameters"
 */
export function paramsJson(params: InfluxQLParams): string {
  return paramsText(params, jsonOf)
}

function jsonOf(value: InfluxQLInput, location: string): string {
  const node = toValueNode(value, location)
  switch (node.type) {
    case 'number':
    case 'boolean':
      return node.text
    case 'string':
    case 'time':
      return JSON.stringify(node.text)
    case 'name':
      return JSON.stringify({ identifier: node.text })
    case 'duration':
    case 'regex':
      return JSON.stringify({ [node.type]: node.text })
    default:
      throw new QueryError(`${location} cannot be a parameter; put it into the influxql template.`)
  }
}
