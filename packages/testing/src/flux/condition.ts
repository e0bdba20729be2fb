import type { FluxExpression } from './expression.ts'
import { unsupported } from './expression.ts'
import { plain } from './table.ts'
import type { Cell, Row } from './table.ts'
import { FluxDuration, FluxTime } from './values.ts'
import type { FluxValue } from './values.ts'

/** What names stand for: parameters of the request. */
export type Scope = ReadonlyMap<string, FluxValue>

type Operand = string | number | bigint | boolean | undefined

/** Whether the function of a `filter` keeps a row. Comparing with null keeps none, as in InfluxDB. */
export function keeps(condition: FluxExpression | undefined, row: Row, scope: Scope): boolean {
  if (condition?.kind !== 'function') return unsupported('filter without fn: (r) => …')
  const { parameter, body } = condition
  return new Condition(row, parameter, scope).test(body) === true
}

/** Evaluates an expression without rows: a literal, a parameter, `now()`, or a sum of a time and a duration. */
export function valueOf(expression: FluxExpression, scope: Scope, now: bigint): FluxValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'array':
      return expression.items.map((item) => valueOf(item, scope, now))
    case 'name':
      return scope.get(expression.name) ?? unsupported(`the name ${expression.name}`)
    case 'call':
      return expression.name === 'now' ? new FluxTime(now) : unsupported(`the function ${expression.name} here`)
    default:
      return unsupported('an expression in an argument')
  }
}

class Condition {
  readonly #row: Row
  readonly #parameter: string
  readonly #scope: Scope

  constructor(row: Row, parameter: string, scope: Scope) {
    this.#row = row
    this.#parameter = parameter
    this.#scope = scope
  }

  /** Undefined is null. */
  test(expression: FluxExpression): boolean | undefined {
    switch (expression.kind) {
      case 'not': {
        const value = this.test(expression.operand)
        return value === undefined ? undefined : !value
      }
      case 'exists':
        return this.#cell(expression.operand) !== undefined
      case 'binary':
        return this.#binary(expression)
      default: {
        const value = this.#cell(expression)
        return typeof value === 'boolean' || value === undefined
          ? value
          : unsupported('a condition that is not boolean')
      }
    }
  }

  #binary({ operator, left, right }: Extract<FluxExpression, { kind: 'binary' }>): boolean | undefined {
    if (operator === 'and') return this.test(left) === true && this.test(right) === true
    if (operator === 'or') return this.test(left) === true || this.test(right) === true
    const [a, b] = [this.#cell(left), this.#cell(right)]
    if (a === undefined || b === undefined) return undefined
    if (b instanceof RegExp) return b.test(String(operandOf(a))) === (operator === '=~')
    return compare(operator, operandOf(a), operandOf(b))
  }

  #cell(expression: FluxExpression): Cell | RegExp | FluxDuration | undefined {
    switch (expression.kind) {
      case 'member':
        if (expression.object !== this.#parameter)
          return unsupported(`the member ${expression.object}.${expression.key}`)
        return this.#row.get(expression.key)
      case 'literal':
        return single(expression.value)
      case 'name':
        return single(this.#scope.get(expression.name) ?? unsupported(`the name ${expression.name}`))
      default:
        return unsupported('an expression in a condition')
    }
  }
}

function single(value: FluxValue): Cell | RegExp | FluxDuration {
  return Array.isArray(value) ? unsupported('an array in a condition') : (value as Cell)
}

function operandOf(value: Cell | RegExp | FluxDuration): Operand {
  if (value instanceof FluxDuration) return value.nanoseconds
  return value instanceof RegExp ? unsupported('a regular expression in a comparison') : plain(value)
}

function compare(operator: string, a: Operand, b: Operand): boolean {
  const isNumeric = (value: Operand): boolean => typeof value === 'number' || typeof value === 'bigint'
  if (typeof a !== typeof b && !(isNumeric(a) && isNumeric(b))) return unsupported('a comparison of two types')
  switch (operator) {
    case '==':
      // An integer equals a float of the same value.
      return a == b // eslint-disable-line eqeqeq
    case '!=':
      return a != b // eslint-disable-line eqeqeq
    case '<':
      return a! < b!
    case '<=':
      return a! <= b!
    case '>':
      return a! > b!
    case '>=':
      return a! >= b!
    default:
      return unsupported(`the operator ${operator} in a condition`)
  }
}
