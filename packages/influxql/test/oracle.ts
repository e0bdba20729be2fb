import { decodeMulti } from '@msgpack/msgpack'
import type { StatementResult } from '../src/index.ts'

/** A value as other libraries read it; integers outside the safe range are bigints. */
type Value = string | number | bigint | boolean | null
interface Result {
  readonly statement_id?: number
  readonly error?: string
  readonly series?: readonly {
    readonly name?: string
    readonly tags?: Readonly<Record<string, string>>
    readonly columns: readonly string[]
    readonly values?: readonly (readonly Value[])[]
    readonly partial?: boolean
  }[]
  readonly partial?: boolean
}

/** The series of one statement, as plain data. */
export interface Plain {
  readonly statement: number
  readonly error: string | undefined
  readonly series: { key: string; rows: Value[][] }[]
}

/** Reads a response with other libraries. */
export function expectedOf(bytes: Uint8Array, type: string): Plain[] {
  const documents = (type === 'application/x-msgpack' ? fromMsgpack(bytes) : fromJson(bytes)) as {
    results?: Result[]
  }[]
  const plain: Plain[] = []
  const open = new Set<number>()
  for (const result of documents.flatMap(({ results }) => results ?? [])) {
    const statement = result.statement_id ?? plain.length
    const known = plain.find((one) => one.statement === statement)
    const target = known ?? { statement, error: undefined as string | undefined, series: [] as Plain['series'] }
    if (!known) plain.push(target)
    if (result.error !== undefined) Object.assign(target, { error: target.error ?? result.error })
    if (result.partial || result.series?.at(-1)?.partial) open.add(statement)
    else open.delete(statement)
    for (const { name, tags = {}, columns, values = [] } of result.series ?? []) {
      const sorted = Object.fromEntries(Object.entries(tags).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      const key = JSON.stringify([name, sorted, columns])
      const rows = values.map((row) => row.map(columns[0] === 'time' ? withTime : safe))
      const last = target.series.at(-1)
      if (last?.key === key) last.rows.push(...rows)
      else if (rows.length > 0) target.series.push({ key, rows })
    }
  }
  // What is marked as unfinished, and not continued.
  for (const one of plain) if (open.has(one.statement)) Object.assign(one, { error: 'FLUXLINE_TRUNCATED' })
  return plain
}

/** Returns results in the same form. */
export function plainOf(results: readonly StatementResult<unknown, unknown>[]): Plain[] {
  return results.map(({ statement, error, series }) => ({
    statement,
    error: error && ('serverMessage' in error ? error.serverMessage : error.code),
    series: series.map(({ name, tags, columns, records }) => ({
      key: JSON.stringify([name, tags, columns]),
      rows: records.map(({ row }) => [...row] as Value[]),
    })),
  }))
}

function fromJson(bytes: Uint8Array): unknown[] {
  const lines = new TextDecoder().decode(bytes).split('\n')
  return lines.filter(Boolean).map((line) => (JSON.parse as ParseWithSource)(line, exact))
}

type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { source: string }) => unknown,
) => unknown

function exact(_: string, value: unknown, { source }: { source: string }): unknown {
  return typeof value === 'number' && /^-?\d{16,20}$/.test(source) ? BigInt(source) : value
}

function fromMsgpack(bytes: Uint8Array): unknown[] {
  return [...decodeMulti(bytes, { useBigInt64: true })]
}

function withTime(value: Value, column: number): Value {
  return column === 0 && typeof value !== 'string' ? BigInt(value as number) : safe(value)
}

function safe(value: Value): Value {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}
