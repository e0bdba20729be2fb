import { QueryError, show } from '../errors.ts'
import { literalOf } from './flux-expression.ts'
import { identifier } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import type { Profiler } from '../results/profilers.ts'
import { toNode } from './to-flux-node.ts'
import type { FluxInput } from './to-flux-node.ts'

/** Values that a script uses by name; each may be whatever has a Flux literal. */
export type QueryParams = Readonly<Record<string, FluxInput>>

/** Statements `option … = …` that InfluxDB reads along with the script, as a file that is a syntax tree. */
interface ExternFile {
  readonly type: 'File'
  readonly name: ''
  readonly imports: readonly object[]
  readonly body: readonly object[]
}

const KEYWORDS = /^(?:and|builtin|else|empty|exists|if|import|in|not|option|or|package|return|test|testcase|then|with)$/

/**
 * The parameters, which the script knows by their bare names, and the profilers that are switched on.
 *
 * The script itself stays as it is, so that places in the server's errors are places in it.
 * @returns `undefined` where there is nothing to say: InfluxDB 1.8 refuses `extern` of any kind
 * @throws QueryError on a name that Flux cannot say, and a value that has no literal
 * @see InfluxDB v2 API, "Query data", `extern`
 */
export function externFile(params: QueryParams, profilers: readonly Profiler[]): ExternFile | undefined {
  const body = Object.entries(params).map(([name, value]) => paramOption(name, value))
  if (profilers.length > 0) body.push(profilerOption(profilers))
  if (body.length === 0) return undefined
  const imports = profilers.length > 0 ? [{ type: 'ImportDeclaration', path: text('profiler') }] : []
  return { type: 'File', name: '', imports, body }
}

function paramOption(name: string, value: unknown): object {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || KEYWORDS.test(name)) {
    throw new QueryError(`params has ${show(name)}, which is not a name in Flux; use letters, digits and _.`)
  }
  const init = toNode(value, `params.${name}`, (expression, place) => {
    const literal = literalOf(expression)
    if (literal) return literal
    throw new QueryError(`${place} is Flux, and a parameter is a value; put it in the script by the flux template.`)
  })
  return { type: 'OptionStatement', assignment: { type: 'VariableAssignment', id: identifier(name), init } }
}

function profilerOption(profilers: readonly Profiler[]): object {
  const member = {
    type: 'MemberExpression',
    object: identifier('profiler'),
    property: identifier('enabledProfilers'),
  }
  const init = { type: 'ArrayExpression', elements: profilers.map(text) }
  return { type: 'OptionStatement', assignment: { type: 'MemberAssignment', member, init } }
}

function text(value: string): FluxNode {
  return { type: 'StringLiteral', value }
}
