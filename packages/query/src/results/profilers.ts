import { parseRecordsSync } from '@fluxline/flux-csv'
import type { FluxRecord, FluxTable, Timestamp } from '@fluxline/flux-csv'
import { QueryError } from '../errors.ts'

/** What InfluxDB measures of a query: of the whole, or of each operation. */
export type Profiler = 'query' | 'operator'

/** A row of a profiler's table; durations are nanoseconds. */
export type ProfileRecord = FluxRecord<Timestamp, number | bigint | string>

/** What takes the rows of profilers. */
export type OnProfile = (record: ProfileRecord) => void

// The result that InfluxDB puts the tables of profilers in.
const PROFILE_RESULT = '_profiler'

/** Whether a script switches profilers on by itself; an option can be set once. */
export function setsProfilers(script: string): boolean {
  const code = script.replace(/"(?:\\[^]|[^"\\])*"|\/\/.*/g, '""')
  return /\boption\s+\w+\s*\.\s*enabledProfilers\b/.test(code)
}

/** Hands the rows of profilers to the callback, and the other tables back. */
export function withoutProfiles<Time, Integer>(
  tables: readonly FluxTable<Time, Integer>[],
  onProfile: OnProfile | undefined,
): readonly FluxTable<Time, Integer>[] {
  return tables.filter(({ result, records }) => {
    if (result !== PROFILE_RESULT) return true
    for (const record of records) tell(onProfile, record)
    return false
  })
}

/** Hands the rows of profilers to the callback, and the other records on. */
export async function* recordsWithoutProfiles<Time, Integer>(
  records: AsyncIterable<FluxRecord<Time, Integer>>,
  onProfile: OnProfile | undefined,
): AsyncGenerator<FluxRecord<Time, Integer>> {
  for await (const record of records) {
    if (record.result === PROFILE_RESULT) tell(onProfile, record)
    else yield record
  }
}

/** The same for rows of text, all annotations and headers among them. */
export async function* rowsWithoutProfiles(
  rows: AsyncIterable<string[]>,
  onProfile: OnProfile | undefined,
): AsyncGenerator<string[]> {
  const profile: string[][] = []
  let annotations: string[][] = []
  let isProfile = false
  for await (const row of rows) {
    // The first cell belongs to the annotations, in data it is empty.
    if (row[0] !== '') {
      annotations.push(row)
      continue
    }
    if (annotations.length > 0) {
      isProfile = annotations.some(([name, result]) => /^.default$/.test(name!) && result === PROFILE_RESULT)
      if (isProfile) profile.push(...annotations)
      else yield* annotations
      annotations = []
    }
    if (isProfile) profile.push(row)
    else yield row
  }
  yield* annotations
  const bytes = new TextEncoder().encode(toCsv(profile))
  for (const record of parseRecordsSync(bytes, { commentPrefix: profile[0]?.[0]?.[0] })) tell(onProfile, record)
}

/** @throws QueryError where a dialect leaves out what tells the tables of profilers from the others */
export function requireAnnotations(annotations: readonly string[], header: boolean): void {
  if (header && ['datatype', 'group', 'default'].every((name) => annotations.includes(name))) return
  throw new QueryError(
    'profilers need the header and the annotations datatype, group and default, which the dialect leaves out; ' +
      'ask for them, or for raw, which keeps the tables of the profilers.',
  )
}

function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function tell(onProfile: OnProfile | undefined, record: unknown): void {
  try {
    onProfile?.(record as ProfileRecord)
  } catch {
    // A listener's fault is not the query's.
  }
}
