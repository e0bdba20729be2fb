import { writeCsv } from './csv/write-csv.ts'
import type { CsvDialect } from './csv/write-csv.ts'
import type { Cell } from './flux/table.ts'
import { FluxTime } from './flux/values.ts'

/** A value of a row: a number is a float, a bigint an integer, a `Date` a time; null leaves the cell empty. */
export type RowValue = string | number | bigint | boolean | Date | null | undefined

/** What a query returns: rows of one table, or the text of a response in annotated CSV. */
export type PreparedResponse = readonly Readonly<Record<string, RowValue>>[] | string

/** Which queries a response is for: the script itself, a pattern, or a condition. */
export type ScriptMatch = string | RegExp | ((script: string) => boolean)

/** The responses that a test has set; the latest that fits counts. */
export class PreparedResponses {
  readonly #responses: (readonly [ScriptMatch, PreparedResponse])[] = []

  add(script: ScriptMatch, response: PreparedResponse): void {
    this.#responses.unshift([script, response])
  }

  /** Returns what is set for a script, or `undefined`. */
  responseTo(script: string): PreparedResponse | undefined {
    return this.#responses.find(([match]) => fits(match, script))?.[1]
  }

  /** Returns the response to a script as annotated CSV, or `undefined` if none is set for it. */
  find(script: string, dialect: CsvDialect | undefined): string | undefined {
    const response = this.responseTo(script)
    if (response === undefined || typeof response === 'string') return response
    const columns = [...new Set(response.flatMap((row) => Object.keys(row)))]
    const rows = response.map((row) => new Map(Object.entries(row).flatMap(([column, value]) => cellOf(column, value))))
    const tables = rows.length > 0 ? [{ columns, groupKey: new Set<string>(), rows }] : []
    return writeCsv([{ name: '_result', tables }], dialect)
  }

  clear(): void {
    this.#responses.length = 0
  }
}

function fits(match: ScriptMatch, script: string): boolean {
  if (typeof match === 'string') return script.trim() === match.trim()
  // `test` of a global pattern begins where the last match ended.
  return match instanceof RegExp ? script.search(match) !== -1 : match(script)
}

function cellOf(column: string, value: RowValue): [string, Cell][] {
  if (value === null || value === undefined) return []
  return [[column, value instanceof Date ? new FluxTime(nanosecondsOf(value)) : value]]
}

/** A `Timestamp` is a `Date` with nanoseconds. */
function nanosecondsOf(date: Date & { readonly nanoseconds?: bigint }): bigint {
  return date.nanoseconds ?? BigInt(date.getTime()) * 1_000_000n
}
