import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { InfluxdError } from './errors.ts'
import { progressLine } from './progress-line.ts'
import { startInfluxd } from './server.ts'

const help = `Starts a real InfluxDB 2.7 to try things by hand, until Ctrl-C.

  pnpm influxdb [--port 8086]

CONTRIBUTING.md says where influxd comes from. Its data is deleted when it stops.
`

const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
if (values.help) {
  process.stdout.write(help)
} else {
  await main(values.port === undefined ? undefined : Number(values.port)).catch((error: unknown) => {
    if (error instanceof InfluxdError) process.stderr.write(`${error.message}\n`)
    else if ((error as Error).name !== 'AbortError') throw error
    process.exitCode = 1
  })
}

async function main(port: number | undefined): Promise<void> {
  const interruption = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort())
  const progress = progressLine()
  const { signal } = interruption
  await using server = await startInfluxd({ port, onProgress: progress.show, signal })
  progress.done()
  const access = await server.setup()
  const rows = Object.entries({
    address: access.url,
    ...('password' in access && { user: access.username, password: access.password }),
    org: access.org,
    bucket: access.bucket,
    token: access.token,
  })
  process.stdout.write(`${rows.map(([name, value]) => `${name.padEnd(10)}${value}`).join('\n')}

curl '${access.url}/api/v2/write?org=${access.org}&bucket=${access.bucket}' -H 'Authorization: Token ${access.token}' -d 'weather,room=a temp=21.5'

Ctrl-C stops it.
`)
  // Nothing else keeps this process alive: the server is a separate process.
  const alive = setInterval(() => {}, 60_000)
  await once(signal, 'abort')
  clearInterval(alive)
}
