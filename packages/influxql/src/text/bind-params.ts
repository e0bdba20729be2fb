import { QueryError } from '@fluxline/internal/query-errors'
import type { InfluxQLParams } from './params.ts'
import { textInPlace } from './place-value.ts'
import { Scanner } from './scanner.ts'
import { toValueNode } from './value-node.ts'

const PARAMETER = /\$([A-Za-z_]\w*)/g

/**
 * Writes parameters into a query, as the template does: InfluxDB 3 does not take them on `/query`.
 *
 * @throws QueryError if the query uses one that is missing, or that cannot be written in its place
 */
export function bindParams(query: string, params: InfluxQLParams): string {
  const scanner = new Scanner()
  let bound = ''
  let from = 0
  for (const match of query.matchAll(PARAMETER)) {
    const [text, name = ''] = match
    const between = query.slice(from, match.index)
    scanner.feed(between)
    bound += between
    from = match.index + text.length
    if (scanner.mode !== 'code') {
      // In quotes, in a regular expression and in a comment it is text.
      scanner.feed(text)
      bound += text
      continue
    }
    const location = `params.${name}`
    if (!Object.hasOwn(params, name)) throw new QueryError(`The query uses $${name}; pass \`${location}\`.`)
    const node = toValueNode(params[name], location)
    const value = textInPlace(node, {
      scanner,
      before: bound.slice(-80),
      after: query.slice(from, from + 80),
      location,
    })
    if (typeof value !== 'string') throw new QueryError(`${location} ${value.problem}.`)
    scanner.operand(value.length)
    bound += value
  }
  return bound + query.slice(from)
}
