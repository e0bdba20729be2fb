import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { InfluxdError } from './errors.ts'
import { progressLine } from './progress-line.ts'
import { influxd1 } from './recipes.ts'
import { startInfluxd1 } from './server-1x.ts'
import { startInfluxd } from './server.ts'
import type { StartOptions } from './server.ts'
import { matches } from './versions.ts'

const help = `Starts a real InfluxDB to try things by hand, until Ctrl-C.

  pnpm influxdb [--version 2.7] [--port 8086] [--prepare]

  --version   2.7, 2.10 or 1.13; the default is FLUXLINE_INFLUXDB_VERSION, or else 2.7
  --port      the port to listen on; the default is a free one
  --prepare   build influxd if necessary, check that it starts, and stop it

CONTRIBUTING.md says where influxd comes from. Its data is deleted when it stops.
`

const { values } = parseArgs({
  options: {
    version: { type: 'string' },
    port: { type: 'string' },
    prepare: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  process.stdout.write(help)
} else {
  await main().catch((error: unknown) => {
    if (error instanceof InfluxdError) process.stderr.write(`${error.message}\n`)
    else if ((error as Error).name !== 'AbortError') throw error
    process.exitCode = 1
  })
}

async function main(): Promise<void> {
  const { version, port, prepare } = values
  const interruption = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort())
  const progress = progressLine()
  const { signal } = interruption
  const start = version !== undefined && matches(influxd1.version, version) ? start1 : start2
  const options = { version, port: port === undefined ? undefined : Number(port), onProgress: progress.show, signal }
  await using server = await start(options).finally(() => progress.done())
  if (prepare) {
    process.stdout.write(`InfluxDB ${server.version} can be started here.\n`)
    return
  }
  const rows = Object.entries(server.access).map(([name, value]) => `${name.padEnd(10)}${value}`)
  process.stdout.write(`InfluxDB ${server.version}\n${rows.join('\n')}\n\n${server.example}\n\nCtrl-C stops it.\n`)
  // Nothing else keeps this process alive: the server is a separate process.
  const alive = setInterval(() => {}, 60_000)
  await once(signal, 'abort')
  clearInterval(alive)
}

interface Started extends AsyncDisposable {
  readonly version: string
  readonly access: Readonly<Record<string, string>>
  /** Commands that use it. */
  readonly example: string
}

async function start2(options: StartOptions): Promise<Started> {
  const server = await startInfluxd(options)
  // An external server may have this bucket already.
  const access = await server.setup(server.isExternal ? {} : { bucket: 'metrics' })
  const { url, org, bucket, token } = access
  return {
    version: (await server.version()) ?? 'of an unknown version',
    access: {
      address: url,
      ...('password' in access && { user: access.username, password: access.password }),
      org,
      bucket,
      token,
    },
    example: `export INFLUX_HOST=${url} INFLUX_ORG='${org}' INFLUX_TOKEN='${token}' INFLUX_BUCKET='${bucket}'

curl '${url}/api/v2/write?org=${org}&bucket=${bucket}' -H 'Authorization: Token ${token}' -d 'weather,room=a temp=21.5'`,
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

async function start1(options: StartOptions): Promise<Started> {
  const server = await startInfluxd1(options)
  const { url, username, password } = server
  return {
    version: influxd1.version,
    access: { address: url, user: username, password },
    example: `curl '${url}/query' -u '${username}:${password}' --data-urlencode 'q=CREATE DATABASE weather'`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
