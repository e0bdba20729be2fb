import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const MIB = 1024 * 1024
/** How many bytes each stream reads; a gigabyte takes some minutes. */
const bytes = Number(process.env['FLUXLINE_STREAM_BYTES'] ?? 40 * MIB)

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
    // The first leaves the memory of arrays to be swept by the next.
    gc()
    gc()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    resident.push(heapUsed + arrayBuffers)
  }
  // One document, whose texts get other digits each time.
  const DIGITS = '000000000000'
  const text = (value) => [0xa0 + value.length, ...encoder.encode(value)]
  const time = [0xd3, 0x17, 0x97, 0x9c, 0xfe, 0x36, 0x2a, 0, 0]
  const float = [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]
  const row = '${format}' === 'json'
    ? encoder.encode('[1700000000000000000,1.5,"message ' + DIGITS + '","host' + DIGITS + '"],')
    : Uint8Array.from([0x94, ...time, ...float, ...text('message ' + DIGITS), ...text('host' + DIGITS)])
  const places = [...Buffer.from(row).toString('latin1').matchAll(/0{12}/g)].map(({ index }) => index).slice(-2)
  const all = Buffer.concat(Array.from({ length: 500 }, () => row))
  const head = (isLast) => '${format}' === 'json'
    ? encoder.encode('{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","v","s","host"],' + (isLast ? '' : '"partial":true,') + '"values":[')
    : Buffer.from('\\x81\\xa7results\\x91\\x82\\xacstatement_id\\x00\\xa6series\\x91' + (isLast ? '\\x83' : '\\x84\\xa7partial\\xc3') + '\\xa4name\\xa1m\\xa7columns\\x94\\xa4time\\xa1v\\xa1s\\xa4host\\xa6values\\xdc\\x01\\xf4', 'latin1')
  const document = (first, isLast) => {
    const values = Uint8Array.from(all)
    for (let index = 0; index < 500; index++) {
      for (const place of places) {
        let rest = first + index
        for (let at = index * row.length + place + 11; rest > 0; at--) {
          values[at] = 0x30 + (rest % 10)
          rest = Math.floor(rest / 10)
        }
      }
    }
    if ('${format}' === 'msgpack') return Buffer.concat([head(isLast), values])
    return Buffer.concat([head(isLast), values.subarray(0, -1), encoder.encode(']}]}]}\\n')])
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
    expect(most - first).toBeLessThan(20 * MIB)
    expect(last - first).toBeLessThan(20 * MIB)
  },
  20 * 60_000,
)
