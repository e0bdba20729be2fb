import { DataFrameError } from '../errors.ts'
import { endsValue, isWordOperator, tokensOf } from './flux-tokens.ts'
import type { FluxToken } from './flux-tokens.ts'

const PIVOT = '|> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'

/**
 * Appends the pivot that turns fields to columns to a script whose last statement is its one answer.
 *
 * @throws DataFrameError where an appended pivot would not reach the answer: after a `yield`, an assignment, an `if`, or
 * with several answers
 * @see InfluxDB documentation, "Pivot data in Flux"
 */
export function withPivot(script: string): string {
  const tokens = tokensOf(script)
  const statements = statementsOf(tokens)
  const answers = statements.filter((statement) => !isDeclaration(statement))
  if (tokens.some(({ text }, at) => text === 'yield' && tokens[at + 1]?.text === '('))
    throw refusal('yield names its answers before the end')
  if (answers.length > 1) throw refusal(`it has ${answers.length} answers`)
  if (answers.length === 0 || answers[0] !== statements.at(-1)) throw refusal('its last statement is no answer')
  if (answers[0]!.some(({ text, depth }) => depth === 0 && isWordOperator(text)))
    throw refusal('its answer is not one pipeline')
  // On a line of its own, or a comment at the end would swallow it.
  return `${script}\n${PIVOT}`
}

function refusal(reason: string): DataFrameError {
  return new DataFrameError(
    `pivot: true appends a pivot to the script's answer, and cannot here: ${reason}. Write it where it belongs: ${PIVOT}`,
  )
}

/** Cuts tokens where one statement ends and the next begins: Flux has no sign for it. */
function statementsOf(tokens: readonly FluxToken[]): FluxToken[][] {
  const statements: FluxToken[][] = []
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]
    const begins =
      before === undefined || (token.depth === 0 && before.depth === 0 && isBorder(before.text, token.text))
    if (begins) statements.push([])
    statements.at(-1)!.push(token)
  }
  return statements
}

/** Two values with nothing between them. What follows in brackets is a call or an index. */
function isBorder(before: string, text: string): boolean {
  if (!endsValue(before)) return false
  return (
    /^(import|package|option|builtin|return)$/.test(text) || (/^[\p{L}\p{N}_"{]/u.test(text) && !isWordOperator(text))
  )
}

function isDeclaration([first, second, third, fourth]: readonly FluxToken[]): boolean {
  if (/^(import|package|option|builtin)$/.test(first?.text ?? '')) return true
  return second?.text === '=' || (second?.text === '.' && fourth?.text === '=' && third !== undefined)
}
