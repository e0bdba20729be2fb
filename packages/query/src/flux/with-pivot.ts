import { endsValue, isOperatorWord, lexFlux } from '@fluxline/internal/flux-lexer'
import type { FluxToken } from '@fluxline/internal/flux-lexer'
import { QueryError } from '../errors.ts'
import type { Query } from '../query-options.ts'
import { scriptOf } from './flux-expression.ts'

const PIVOT = '|> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'

/**
 * Appends the pivot that turns fields to columns to a script whose last statement yields its only result.
 *
 * @throws QueryError if an appended pivot would not apply to the result: after a `yield`, an assignment, an `if`, or with
 * several results
 * @see InfluxDB documentation, "Pivot data in Flux"
 */
export function withPivot(query: Query): string {
  const script = scriptOf(query)
  const tokens = lexFlux(script).filter(({ kind }) => kind !== 'comment')
  const statements = statementsOf(tokens)
  const results = statements.filter((statement) => !isDeclaration(statement))
  if (tokens.some(({ text }, index) => text === 'yield' && tokens[index + 1]?.text === '(')) {
    throw refusal('yield names its results before the end')
  }
  if (results.length > 1) throw refusal(`the script has ${results.length} results`)
  if (results.length === 0 || results[0] !== statements.at(-1)) {
    throw refusal("the script's last statement does not yield a result")
  }
  if (results[0]!.some(({ kind, text, depth }) => depth === 0 && kind === 'word' && isOperatorWord(text))) {
    throw refusal("the script's result is not a single pipeline")
  }
  // On its own line, since a comment at the end would swallow it.
  return `${script}\n${PIVOT}`
}

function refusal(reason: string): QueryError {
  return new QueryError(
    `pivot: true appends a pivot to the result of the script, but ${reason}. Write the pivot into the script: ${PIVOT}`,
  )
}

/** Splits tokens into statements: Flux has no sign between them. */
function statementsOf(tokens: readonly FluxToken[]): FluxToken[][] {
  const statements: FluxToken[][] = []
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    const begins = before === undefined || (token.depth === 0 && before.depth === 0 && isBorder(before, token))
    if (begins) statements.push([])
    statements.at(-1)!.push(token)
  }
  return statements
}

/** Whether two values have nothing between them. Brackets after a value are a call or an index. */
function isBorder(before: FluxToken, { kind, text }: FluxToken): boolean {
  if (!endsValue(before)) return false
  if (kind === 'word') return /^(?:import|package|option|builtin|return)$/.test(text) || !isOperatorWord(text)
  return kind === 'sign' ? text === '{' : kind !== 'regexp'
}

function isDeclaration([first, second, third, fourth]: readonly FluxToken[]): boolean {
  if (/^(?:import|package|option|builtin)$/.test(first?.text ?? '')) return true
  return second?.text === '=' || (second?.text === '.' && fourth?.text === '=' && third !== undefined)
}
