import { cpuRows, tagKeys } from '../data.ts'
import type { CpuRow } from '../data.ts'

const ROWS = 100_000
const CHUNK = 64 * 1024

/** A row that is used again, with a later time. */
type PoolRow = CpuRow & { time: number }

/** Yields the rows in rotation, later and later. */
export function* rowsOf(pool: readonly PoolRow[], count: number): Generator<CpuRow> {
  for (let at = 0; at < count; at++) {
    const row = pool[at % pool.length]!
    row.time += 10
    yield row
  }
}

/** Returns rows of `series` hosts, for {@link rowsOf}. */
export function writtenRows(series: number): PoolRow[] {
  return cpuRows(Math.max(series, 1000), 'two-decimal floats').map((row, at) =>
    Object.assign(row, { hostname: `host_${at % series}` }),
  )
}

/** Returns a response of `ROWS` rows in tables of `series` series, as chunks. */
export function responseChunks(series: number, count: number): Uint8Array[] {
  const rows = Math.min(count, ROWS)
  const perTable = Math.ceil(rows / series)
  const types = ['string', 'long', 'dateTime:RFC3339', 'double', 'string', 'string', ...tagKeys.map(() => 'string')]
  const labels = ['result', 'table', '_time', '_value', '_field', '_measurement', ...tagKeys]
  let text = `#datatype,${types.join()}\r\n#default,_result${','.repeat(types.length - 1)}\r\n,${labels.join()}\r\n`
  for (let row = 0; row < rows; row++) {
    const table = Math.floor(row / perTable)
    const time = new Date(1_767_225_600_000 + row * 1000).toISOString()
    const tags = tagKeys.map((key) => `${key}_${table}`).join()
    text += `,,${table},${time},${((row * 7919) % 10_000) / 100},usage_user,cpu,${tags}\r\n`
  }
  // An empty line ends a block of tables, so another may follow.
  const bytes = new TextEncoder().encode(`${text}\r\n`)
  return Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) => bytes.slice(at * CHUNK, (at + 1) * CHUNK))
}

/** Yields the response's chunks again and again, until there were `count` rows. */
export function* repeated(chunks: readonly Uint8Array[], count: number): Generator<Uint8Array> {
  for (let rows = 0; rows < count; rows += ROWS) yield* chunks
}
