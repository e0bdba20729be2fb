import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const MIB = 1024 * 1024
/** How many bytes each stream reads; a gigabyte takes some minutes. */
const bytes = Number(process.env['FLUXLINE_STREAM_BYTES'] ?? 16 * MIB)

const ways = {
  stream: `for await (const { row } of api.stream(query)) rows += row.length > 0 ? 1 : 0`,
  streamBatches: `for await (const batch of api.streamBatches(query)) rows += batch.length`,
  streamFrames: `for await (const frame of frames.streamFrames(query)) rows += frame.numRows`,
}

/** Reads a response whose rows are all new, in a separate process, and tells how much memory that takes. */
const program = (way: keyof typeof ways, format: 'json' | 'msgpack'): string => `
  import { createInfluxQLFrameApi } from './src/frames.ts'
  import { createInfluxQLApi } from './src/index.ts'
  const encoder = new TextEncoder()
  let sent = 0
  const resident = []
  const sample = () => {
    gc()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    resident.push(heapUsed + arrayBuffers)
  }
  const text = (value) => Uint8Array.from([0xd9, value.length, ...encoder.encode(value)])
  const integer = (value) => { const bytes = new Uint8Array(9); bytes[0] = 0xd3; new DataView(bytes.buffer).setBigInt64(1, value); return bytes }
  const float = (value) => { const bytes = new Uint8Array(9); bytes[0] = 0xcb; new DataView(bytes.buffer).setFloat64(1, value); return bytes }
  const cells = (row) => [1700000000000000000n + BigInt(row), row / 7, 'message ' + row, 'host' + row % 1000]
  const document = (first, isLast) => {
    const rows = Array.from({ length: 500 }, (_, index) => cells(first + index))
    if ('${format}' === 'json') {
      const values = rows.map((row) => '[' + row.map((value) => typeof value === 'string' ? JSON.stringify(value) : String(value)).join() + ']')
      return encoder.encode('{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","v","s","host"],"values":[' + values.join() + ']' + (isLast ? '' : ',"partial":true') + '}]}]}\\n')
    }
    const pieces = rows.flatMap((row) => [Uint8Array.of(0x94), ...row.map((value) => typeof value === 'bigint' ? integer(value) : typeof value === 'number' ? float(value) : text(value))])
    const head = Buffer.from('\\x81\\xa7results\\x91\\x82\\xacstatement_id\\x00\\xa6series\\x91' + (isLast ? '\\x83' : '\\x84') + '\\xa4name\\xa1m\\xa7columns\\x94\\xa4time\\xa1v\\xa1s\\xa4host\\xa6values\\xdc\\x01\\xf4', 'latin1')
    return Uint8Array.from(Buffer.concat([head, ...pieces, ...(isLast ? [] : [Buffer.from('\\xa7partial\\xc3', 'latin1')])]))
  }
  async function* body() {
    let next = 0
    for (let row = 0; ; row += 500) {
      const isLast = sent >= ${bytes}
      const chunk = document(row, isLast)
      sent += chunk.length
      if (sent >= next) {
        sample()
        next += ${bytes} / 20
      }
      // Split where no value ends.
      for (let at = 0; at < chunk.length; at += 16381) yield chunk.subarray(at, at + 16381)
      if (isLast) return
    }
  }
  const headers = { get: (name) => (name === 'content-type' ? 'application/${format === 'json' ? 'json' : 'x-msgpack'}' : null) }
  const client = { url: 'http://127.0.0.1:9', request: async () => ({ status: 200, headers, body: body() }) }
  const api = createInfluxQLApi(client)
  const frames = createInfluxQLFrameApi(client)
  const query = 'SELECT * FROM m'
  let rows = 0
  ${ways[way]}
  sample()
  const settled = resident.slice(2)
  console.log(JSON.stringify({ rows, sent, first: settled[0], most: Math.max(...settled), last: settled.at(-1) }))
`

it.each(
  Object.keys(ways).flatMap((way) =>
    (['msgpack', 'json'] as const).map((format) => [way as keyof typeof ways, format] as const),
  ),
)(
  'the memory of %s does not grow with the response, as %s',
  async (way, format) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', '--conditions=@fluxline/source', '--input-type=module', '--eval', program(way, format)],
      { cwd: new URL('..', import.meta.url) },
    )
    const { rows, sent, first, most, last } = JSON.parse(stdout) as Record<
      'rows' | 'sent' | 'first' | 'most' | 'last',
      number
    >
    expect(sent).toBeGreaterThan(bytes)
    expect(rows % 500).toBe(0)
    expect(most - first).toBeLessThan(8 * MIB)
    expect(last - first).toBeLessThan(4 * MIB)
  },
  20 * 60_000,
)
