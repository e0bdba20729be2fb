import { parseRfc3339 } from '@fluxline/internal/rfc3339'
import type { Scope } from '../flux/condition.ts'
import { evaluateFlux } from '../flux/evaluate.ts'
import type { FluxContext } from '../flux/evaluate.ts'
import { UnsupportedFluxError } from '../flux/expression.ts'
import { readDuration, readTime } from '../flux/literals.ts'
import type { FluxValue } from '../flux/values.ts'
import { writeCsv } from '../csv/write-csv.ts'
import type { CsvDialect } from '../csv/write-csv.ts'
import { HttpFailure } from './http-failure.ts'

/** The body of a query. */
export interface QueryBody {
  readonly query: string
  readonly dialect?: CsvDialect
  readonly now?: string
  readonly extern?: { readonly body?: readonly Statement[] } | undefined
  readonly params?: Readonly<Record<string, unknown>>
}

interface Statement {
  readonly assignment?: { readonly id?: { readonly name: string }; readonly init?: Node }
}

/** A literal as a syntax tree. */
interface Node {
  readonly type: string
  readonly value?: unknown
  readonly values?: readonly { readonly magnitude: number; readonly unit: string }[]
  readonly elements?: readonly Node[]
}

/** Reads the body of a query. @throws HttpFailure if it is not JSON, or has no script */
export function readQuery(text: string): QueryBody {
  try {
    const body = JSON.parse(text) as Partial<QueryBody> | null
    if (typeof body?.query === 'string') return body as QueryBody
  } catch {
    // Said below.
  }
  throw new HttpFailure(400, 'invalid', 'failed to decode request body: the body must be JSON with a query')
}

/** Evaluates a query, and returns annotated CSV. @throws HttpFailure if the double does not know what the script needs */
export function evaluateQuery(
  body: QueryBody,
  now: () => bigint,
  data: Pick<FluxContext, 'points' | 'isUnsigned'>,
): string {
  const at = body.now === undefined ? now() : (parseRfc3339(body.now) ?? now())
  try {
    return writeCsv(evaluateFlux(body.query, { ...data, scope: scopeOf(body), now: at }), body.dialect)
  } catch (error) {
    if (error instanceof UnsupportedFluxError) throw new HttpFailure(400, 'invalid', error.message)
    throw error
  }
}

function scopeOf({ extern }: QueryBody): Scope {
  const scope = new Map<string, FluxValue>()
  for (const { assignment } of extern?.body ?? []) {
    if (assignment?.id && assignment.init) scope.set(assignment.id.name, valueOf(assignment.init))
  }
  return scope
}

function valueOf(node: Node): FluxValue {
  switch (node.type) {
    case 'IntegerLiteral':
      return BigInt(String(node.value))
    case 'DateTimeLiteral':
      return readTime(String(node.value))
    case 'DurationLiteral':
      return readDuration((node.values ?? []).map(({ magnitude, unit }) => `${magnitude}${unit}`).join(''))
    case 'ArrayExpression':
      return (node.elements ?? []).map(valueOf)
    case 'StringLiteral':
    case 'FloatLiteral':
    case 'BooleanLiteral':
      return node.value as string | number | boolean
    default:
      throw new UnsupportedFluxError(`The test double does not evaluate a parameter of the kind ${node.type}.`)
  }
}
