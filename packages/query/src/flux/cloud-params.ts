import { show } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'
import type { QueryParams } from './params.ts'
import { checkText } from './to-flux-node.ts'

/**
 * Returns parameters as InfluxDB Cloud's own `params`, which the script uses as members of the record `params`.
 *
 * @throws QueryError on a value that is not text, a finite number or a boolean, and on text with half of a surrogate pair
 * @see InfluxDB Cloud documentation, "Use parameterized Flux queries"
 */
export function cloudParams(params: QueryParams): Readonly<Record<string, string | number | boolean>> {
  const sent = Object.entries<unknown>(params).map(([name, value]) => {
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    if (!isNumber && typeof value !== 'string' && typeof value !== 'boolean') {
      throw new QueryError(
        `params.${name} is ${show(value)}, but paramsMode 'params' can only send text, finite numbers and booleans; ` +
          `pass text and convert it in the script, as in time(v: params.${name}).`,
      )
    }
    if (typeof value === 'string') checkText(value, `params.${name}`)
    return [name, value] as const
  })
  return Object.fromEntries(sent)
}
