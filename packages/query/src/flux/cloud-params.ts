import { QueryError, show } from '../errors.ts'
import type { QueryParams } from './params.ts'

/**
 * Parameters as InfluxDB Cloud's own `params`, which the script knows as members of the record `params`.
 *
 * @throws QueryError on what they cannot carry: all but text, finite numbers and booleans
 * @see InfluxDB Cloud documentation, "Use parameterized Flux queries"
 */
export function cloudParams(params: QueryParams): Readonly<Record<string, string | number | boolean>> {
  const carried: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries<unknown>(params)) {
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    if (!isNumber && typeof value !== 'string' && typeof value !== 'boolean') {
      throw new QueryError(
        `params.${name} is ${show(value)}, and paramsMode 'params' carries text, finite numbers and booleans; give ` +
          `text and convert it in the script, as in time(v: params.${name}).`,
      )
    }
    carried[name] = value
  }
  return carried
}
