import { show } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'
import type { Profiler } from '../results/profilers.ts'
import { contentOf } from './flux-expression.ts'
import { identifier } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import { toFluxNode } from './to-flux-node.ts'
import type { FluxInput } from './to-flux-node.ts'

/** Values that a script uses by name; each can be any value that has a Flux literal. */
export type QueryParams = Readonly<Record<string, FluxInput>>

/** Statements `option … = …` that InfluxDB reads along with the script, as the syntax tree of a file. */
interface ParamsFile {
  readonly type: 'File'
  readonly name: ''
  readonly imports: readonly object[]
  readonly body: readonly object[]
}

const KEYWORDS = /^(?:and|builtin|else|exists|if|import|not|option|or|package|return|testcase|then)$/

/**
 * Returns the parameters, which the script uses by their bare names, and the enabled profilers.
 *
 * The script itself is not changed, so that the locations in the server's errors are right.
 * @returns `undefined` if there are none: InfluxDB 1.8 refuses every `extern`
 * @throws QueryError on a name that is taken, or is not an identifier in Flux, and on a value that has no literal
 * @see InfluxDB v2 API, "Query data", `extern`
 */
export function paramsFile(params: QueryParams, profilers: readonly Profiler[]): ParamsFile | undefined {
  checkTaken(params, profilers)
  const body = Object.entries(params).map(([name, value]) => paramOption(name, value))
  if (profilers.length > 0) body.push(profilerOption(profilers))
  if (body.length === 0) return undefined
  const imports = profilers.length > 0 ? [{ type: 'ImportDeclaration', path: stringLiteral('profiler') }] : []
  return { type: 'File', name: '', imports, body }
}

/** InfluxDB sets these itself. A parameter `now` is a 500 there. */
function checkTaken(params: QueryParams, profilers: readonly Profiler[]): void {
  if (Object.hasOwn(params, 'now')) {
    throw new QueryError(
      'parameter name "now" is taken: now() is a function of Flux. Use another name, or the option `now`.',
    )
  }
  if (profilers.length > 0 && Object.hasOwn(params, 'profiler')) {
    throw new QueryError(
      'parameter name "profiler" is taken by the package of the option `profilers`; use another name.',
    )
  }
}

function paramOption(name: string, value: unknown): object {
  if (!/^[\p{L}_][\p{L}\d_]*$/u.test(name)) {
    throw new QueryError(`parameter name ${show(name)} is not a valid Flux identifier; use letters, digits and _.`)
  }
  if (KEYWORDS.test(name)) {
    throw new QueryError(`parameter name ${show(name)} is a keyword of Flux; use another name.`)
  }
  const init = toFluxNode(value, `params.${name}`, (expression, location) => {
    const content = contentOf(expression)
    if (content.type !== 'Template') return content
    throw new QueryError(
      `${location} is a Flux expression, but parameters are values. Interpolate it with the flux template.`,
    )
  })
  return { type: 'OptionStatement', assignment: { type: 'VariableAssignment', id: identifier(name), init } }
}

function profilerOption(profilers: readonly Profiler[]): object {
  const member = {
    type: 'MemberExpression',
    object: identifier('profiler'),
    property: identifier('enabledProfilers'),
  }
  const init = { type: 'ArrayExpression', elements: profilers.map(stringLiteral) }
  return { type: 'OptionStatement', assignment: { type: 'MemberAssignment', member, init } }
}

function stringLiteral(value: string): FluxNode {
  return { type: 'StringLiteral', value }
}
