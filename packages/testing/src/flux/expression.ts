import type { FluxValue } from './values.ts'

/** An expression of the part of Flux that the double evaluates. */
export type FluxExpression =
  | { readonly kind: 'literal'; readonly value: FluxValue }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly FluxExpression[] }
  /** `r.key` or `r["key"]`. */
  | { readonly kind: 'member'; readonly object: string; readonly key: string }
  | { readonly kind: 'exists' | 'not'; readonly operand: FluxExpression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: FluxExpression
      readonly right: FluxExpression
    }
  | { readonly kind: 'function'; readonly parameter: string; readonly body: FluxExpression }
  | FluxCall

/** A call, whose arguments have names. */
export interface FluxCall {
  readonly kind: 'call'
  readonly name: string
  readonly args: ReadonlyMap<string, FluxExpression>
}

/** Calls that are joined by `|>`. */
export type FluxPipeline = readonly FluxCall[]

/** The script needs more of Flux than the double has. */
export class UnsupportedFluxError extends Error {
  override readonly name = 'UnsupportedFluxError'
}

/** Ends an evaluation with an error that names what the double lacks. */
export function unsupported(what: string): never {
  throw new UnsupportedFluxError(
    `The test double does not evaluate ${what}. Set the response with respondTo(script, rows), or test on a real server.`,
  )
}
