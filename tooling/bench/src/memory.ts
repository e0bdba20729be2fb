import { streamFrames } from '@fluxline/dataframe'
import { parseColumns, parseRecords } from '@fluxline/flux-csv'
import { tagKeys } from './data.ts'

const CHUNK_ROWS = 400
const SAMPLES = 20

/** What a stream cost: how much memory the process had, in MiB, from its beginning to its end. */
export interface MemoryRun {
  readonly name: string
  readonly rows: number
  readonly residentMiB: readonly number[]
}

/** Streams so many bytes, made on the way, through the records, the columns and the Arrow tables. */
export async function measureMemory(bytes: number): Promise<MemoryRun[]> {
  return [
    await watch('records', bytes, async (chunks) => {
      let rows = 0
      for await (const record of parseRecords(chunks)) rows += record.row.length > 0 ? 1 : 0
      return rows
    }),
    await watch('columns', bytes, async (chunks) => {
      let rows = 0
      for await (const block of parseColumns(chunks)) rows += block.length
      return rows
    }),
    await watch('frames', bytes, async (chunks) => {
      let rows = 0
      for await (const frame of streamFrames(chunks)) rows += frame.numRows
      return rows
    }),
  ]
}

/** A line for each stream: the memory after its first tenth, and the most and the last of what followed. */
export function memoryText(runs: readonly MemoryRun[]): string {
  return runs
    .map(({ name, rows, residentMiB }) => {
      const settled = residentMiB.slice(SAMPLES / 10)
      return `${name}: ${rows} rows; ${settled[0]} MiB after a tenth, at most ${Math.max(...settled)} MiB after that, ${settled.at(-1)} MiB at the end`
    })
    .join('\n')
}

async function watch(
  name: string,
  bytes: number,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<number>,
): Promise<MemoryRun> {
  const residentMiB: number[] = []
  const sample = (): void => void residentMiB.push(Math.round(process.memoryUsage.rss() / 1024 / 1024))
  const rows = await read(answer(bytes, sample))
  sample()
  return { name, rows, residentMiB }
}

/** An answer of new rows all the way, so that nothing can be remembered for ever. */
async function* answer(bytes: number, sample: () => void): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const types = ['string', 'long', 'dateTime:RFC3339', ...tagKeys.map(() => 'string'), 'double', 'string']
  const labels = ['result', 'table', '_time', ...tagKeys, 'value', 'message']
  yield encoder.encode(
    `#datatype,${types.join()}\r\n#default,_result${','.repeat(types.length - 1)}\r\n,${labels.join()}\r\n`,
  )
  let sent = 0
  let nextSample = 0
  for (let row = 0; sent < bytes;) {
    let text = ''
    for (const end = row + CHUNK_ROWS; row < end; row++) {
      const time = new Date(1_700_000_000_000 + row).toISOString()
      text += `,,${Math.floor(row / 1000)},${time},${tagKeys.map((key) => `${key}_${Math.floor(row / 1000)}`).join()},${row / 7},message ${row}\r\n`
    }
    const chunk = encoder.encode(text)
    sent += chunk.length
    if (sent >= nextSample) {
      sample()
      nextSample += bytes / SAMPLES
    }
    yield chunk
  }
}
