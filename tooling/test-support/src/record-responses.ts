import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { progressLine, startInfluxd, startInfluxd1 } from '@fluxline/influxd'

// Records what real servers respond to the same queries, as the files of `packages/flux-csv/test/golden/recorded`:
//
//   pnpm --filter @fluxline/test-support record

const folder = join(import.meta.dirname, '../../../packages/flux-csv/test/golden/recorded')
const BUCKET = 'recorded'
const lines = String.raw`types,host=a float=1.5,int=7i,bool=true,text="quo\"te, comma" 1767225600123456789
types,host=b float=-2e-7,int=-9223372036854775808i,bool=false,text="é🎈" 1767225601000000000
types,host=b float=1e300,int=9223372036854775807i,text="" 1767225602000000000
unsigned u=18446744073709551615u 1767225600000000000
lines text="one
two" 1767225600000000000`

interface Server extends AsyncDisposable {
  readonly name: string
  readonly bucket: string
  /** Sends a request with credentials. */
  request(path: string, body: string, type?: string): Promise<Response>
}

const range = 'range(start: 2026-01-01T00:00:00Z, stop: 2026-01-01T00:01:00Z)'
const of = (measurement: string, field: string): string =>
  `filter(fn: (r) => r._measurement == "${measurement}" and r._field == "${field}")`

/** What a query returns from a bucket, in which dialect. */
type Recorded = (from: string) => string | { readonly query: string; readonly dialect: object }

const queries: Readonly<Record<string, Recorded>> = {
  float: (from) => `${from} |> ${range} |> ${of('types', 'float')}`,
  int: (from) => `${from} |> ${range} |> ${of('types', 'int')} |> keep(columns: ["_time", "_value", "host"])`,
  bool: (from) => `${from} |> ${range} |> ${of('types', 'bool')} |> drop(columns: ["_start", "_stop"])`,
  text: (from) => `${from} |> ${range} |> ${of('types', 'text')} |> drop(columns: ["_start", "_stop", "_time"])`,
  unsigned: (from) => `${from} |> ${range} |> filter(fn: (r) => r._measurement == "unsigned")`,
  'line-break': (from) => `${from} |> ${range} |> filter(fn: (r) => r._measurement == "lines") |> group()`,
  pivot: (from) =>
    `${from} |> ${range} |> filter(fn: (r) => r._measurement == "types") |> drop(columns: ["_start", "_stop"])
      |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`,
  yields: (from) =>
    `d = ${from} |> ${range} |> ${of('types', 'float')} |> keep(columns: ["_value", "host"])
      d |> first() |> yield(name: "first") d |> count() |> yield(name: "count")`,
  'empty-table': (from) =>
    `${from} |> ${range} |> ${of('types', 'int')} |> filter(fn: (r) => r._value == 8, onEmpty: "keep")`,
  'empty-and-full': (from) =>
    `${from} |> ${range} |> ${of('types', 'int')} |> drop(columns: ["_start", "_stop"]) |> filter(fn: (r) => r._value == 7, onEmpty: "keep")`,
  nothing: (from) => `${from} |> range(start: 2025-01-01T00:00:00Z, stop: 2025-01-02T00:00:00Z)`,
  windows: (from) =>
    `${from} |> ${range} |> ${of('types', 'float')} |> group() |> aggregateWindow(every: 20s, fn: count)`,
  specials: () =>
    `import "array" array.from(rows: [{x: float(v: "+Inf"), t: 1969-12-31T23:59:59.999999999Z}, {x: float(v: "NaN"), t: 2262-04-11T23:47:16Z}])`,
  failing: () =>
    `import "array" array.from(rows: [{v: 1}, {v: 0}]) |> yield(name: "good") array.from(rows: [{v: 0}]) |> map(fn: (r) => ({v: 1 / r.v})) |> yield(name: "bad")`,
  'other-names': () => 'import "array" array.from(rows: [{error: "a", reference: "b, \\"c\\"", "": 1}])',
  'no-annotations': (from) => ({
    query: `${from} |> ${range} |> ${of('types', 'float')}`,
    dialect: { header: true, annotations: [] },
  }),
  semicolons: (from) => ({
    query: `${from} |> ${range} |> ${of('types', 'text')} |> group()`,
    dialect: { header: true, delimiter: ';', annotations: ['datatype', 'group', 'default'] },
  }),
  'datatypes-alone': (from) => ({
    query: `${from} |> ${range} |> ${of('types', 'bool')}`,
    dialect: { header: true, annotations: ['datatype'] },
  }),
}
const inFull = { header: true, annotations: ['datatype', 'group', 'default'] }

async function influxDB2(version: string): Promise<Server> {
  const server = await startInfluxd({ version, onProgress: progress.show })
  const { url, token, org, bucket } = await server.setup({ bucket: BUCKET })
  return {
    name: `v${version}`,
    bucket,
    request: (path, body, type = 'text/plain') =>
      fetch(`${url}${path}?${new URLSearchParams({ org, bucket })}`, {
        method: 'POST',
        headers: { authorization: `Token ${token}`, 'content-type': type },
        body,
      }),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

async function influxDB1(): Promise<Server> {
  const server = await startInfluxd1({ onProgress: progress.show })
  const { url, username, password } = server
  const bucket = `${BUCKET}/autogen`
  const headers = { authorization: `Token ${username}:${password}` }
  await fetch(`${url}/query`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ q: `CREATE DATABASE ${BUCKET}` }),
  })
  return {
    name: 'v1.13',
    bucket,
    request: (path, body, type = 'text/plain') =>
      fetch(`${url}${path}?${new URLSearchParams({ bucket })}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body,
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function record(server: Server): Promise<void> {
  for (const line of lines.split(/\n(?=\w+[, ])/)) {
    const { status } = await server.request('/api/v2/write', line)
    // 1.x has no unsigned integers unless they are enabled.
    if (status !== 204) process.stdout.write(`${server.name}: ${status} for ${line}\n`)
  }
  await mkdir(join(folder, server.name), { recursive: true })
  for (const [name, make] of Object.entries(queries)) {
    const made = make(`from(bucket: "${server.bucket}")`)
    const { query, dialect } = typeof made === 'string' ? { query: made, dialect: inFull } : made
    const response = await server.request('/api/v2/query', JSON.stringify({ query, dialect }), 'application/json')
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok) await writeFile(join(folder, server.name, `${name}.csv`), bytes)
    else process.stdout.write(`${server.name}, ${name}: ${response.status} ${new TextDecoder().decode(bytes)}\n`)
  }
}

const progress = progressLine()
await rm(folder, { recursive: true, force: true })
for (const start of [() => influxDB2('2.7'), () => influxDB2('2.10'), influxDB1]) {
  await using server = await start()
  progress.done()
  await record(server)
}
