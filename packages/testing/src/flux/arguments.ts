import { valueOf } from './condition.ts'
import type { Scope } from './condition.ts'
import type { FluxExpression } from './expression.ts'
import { unsupported } from './expression.ts'
import type { FluxValue } from './values.ts'

/** A call's arguments, evaluated when a function asks for one. */
export class Arguments {
  readonly #args: ReadonlyMap<string, FluxExpression>
  readonly #now: bigint
  readonly scope: Scope

  constructor(args: ReadonlyMap<string, FluxExpression>, scope: Scope, now: bigint) {
    this.#args = args
    this.scope = scope
    this.#now = now
  }

  expression(name: string): FluxExpression | undefined {
    return this.#args.get(name)
  }

  value(name: string): FluxValue | undefined {
    const expression = this.#args.get(name)
    return expression && valueOf(expression, this.scope, this.#now)
  }

  integer(name: string, otherwise?: number): number {
    const value = this.value(name) ?? (otherwise === undefined ? undefined : BigInt(otherwise))
    return typeof value === 'bigint' ? Number(value) : unsupported(`a call without the integer ${name}`)
  }

  text(name: string): string | undefined {
    const value = this.value(name)
    return typeof value === 'string' || value === undefined ? value : unsupported(`${name} that is not a string`)
  }

  texts(name: string): string[] | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    return unsupported(`${name} that is not an array of strings`)
  }
}
