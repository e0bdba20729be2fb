import { parseRecordsSync } from '@fluxline/flux-csv'
import type { FluxRecord, FluxTable, Timestamp } from '@fluxline/flux-csv'
import { callBack } from '@fluxline/internal/call-back'
import { OptionError } from '@fluxline/internal/errors'
import { lexFlux } from '@fluxline/internal/flux-lexer'

/** A profiler of InfluxDB: it measures the whole query, or each operation. */
export type Profiler = 'query' | 'operator'

/** A row of a profiler's table; durations are nanoseconds. */
export type ProfileRecord = FluxRecord<Timestamp, number | bigint | string>

/** Receives the rows of profilers. */
export type OnProfile = (record: ProfileRecord) => void

/** The result that InfluxDB puts the tables of profilers into. */
export const profilerResult = '_profiler'

/** Whether a script enables profilers itself; an option can be set only once. */
export function setsProfilers(script: string): boolean {
  if (!script.includes('enabledProfilers')) return false
  const tokens = lexFlux(script).filter(({ kind }) => kind !== 'comment')
  return tokens.some(
    ({ text }, index) =>
      text === 'enabledProfilers' && tokens[index - 1]?.text === '.' && tokens[index - 3]?.text === 'option',
  )
}

/** Passes the rows of profilers to the callback, and returns the other tables. */
export function tablesWithoutProfiles<Time, Integer>(
  tables: readonly FluxTable<Time, Integer>[],
  onProfile: OnProfile | undefined,
): readonly FluxTable<Time, Integer>[] {
  return tables.filter(({ result, records }) => {
    if (result !== profilerResult) return true
    for (const record of records) reportProfile(onProfile, record)
    return false
  })
}

/**
 * Passes the rows of profilers to the callback, and yields the other records. Leaving it leaves the records, which must
 * settle what is pending: a generator would wait, and cost more for each record.
 */
export function recordsWithoutProfiles<Time, Integer>(
  records: AsyncIterableIterator<FluxRecord<Time, Integer>, undefined>,
  onProfile: OnProfile | undefined,
): AsyncIterableIterator<FluxRecord<Time, Integer>, undefined> {
  type Result = IteratorResult<FluxRecord<Time, Integer>, undefined>
  const next = (): Promise<Result> => records.next().then(take)
  const take = (result: Result): Result | Promise<Result> => {
    if (result.done || result.value.result !== profilerResult) return result
    reportProfile(onProfile, result.value)
    return next()
  }
  return {
    next,
    async return() {
      await records.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Passes the rows of profilers to the callback, and yields the other records of each batch, if there are any. */
export async function* batchesWithoutProfiles<Time, Integer>(
  batches: AsyncIterable<FluxRecord<Time, Integer>[]>,
  onProfile: OnProfile | undefined,
): AsyncGenerator<FluxRecord<Time, Integer>[]> {
  for await (const batch of batches) {
    const records = batch.filter((record) => {
      if (record.result !== profilerResult) return true
      reportProfile(onProfile, record)
      return false
    })
    if (records.length > 0) yield records
  }
}

/** Does the same for rows of text, with all annotations and headers among them. */
export async function* rowsWithoutProfiles(
  rows: AsyncIterable<string[]>,
  onProfile: OnProfile | undefined,
): AsyncGenerator<string[]> {
  const profile: string[][] = []
  let annotations: string[][] = []
  let isProfile = false
  for await (const row of rows) {
    // The first cell belongs to the annotations; in data it is empty.
    if (row[0] !== '') {
      annotations.push(row)
      continue
    }
    if (annotations.length > 0) {
      isProfile = annotations.some(([name, result]) => /^.default$/.test(name!) && result === profilerResult)
      if (isProfile) profile.push(...annotations)
      else yield* annotations
      annotations = []
    }
    if (isProfile) profile.push(row)
    else yield row
  }
  yield* annotations
  const bytes = new TextEncoder().encode(toCsv(profile))
  for (const record of parseRecordsSync(bytes, { commentPrefix: profile[0]?.[0]?.[0] }))
    reportProfile(onProfile, record)
}

/** @throws OptionError if a dialect leaves out what distinguishes the tables of profilers from the others */
export function requireAnnotations(annotations: readonly string[], header: boolean): void {
  if (header && ['datatype', 'group', 'default'].every((name) => annotations.includes(name))) return
  throw new OptionError(
    '`profilers` need the header and the annotations datatype, group and default, which the dialect leaves out; ' +
      'add them to the dialect, or use `raw`, which keeps the tables of profilers.',
    { option: 'dialect' },
  )
}

function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Passes a row of a profiler to the callback. What that throws, or rejects with, is ignored. */
export function reportProfile(onProfile: OnProfile | undefined, record: unknown): void {
  // A failing callback is not a failure of the query.
  if (onProfile) callBack(onProfile, record as ProfileRecord, () => {})
}
