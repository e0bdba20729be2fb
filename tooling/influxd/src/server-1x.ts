import { randomBytes } from 'node:crypto'
import { binaryRunner } from './binary.ts'
import type { Command } from './binary.ts'
import { buildInfluxd } from './build.ts'
import { InfluxdError } from './errors.ts'
import { freePort, LocalServer } from './local-server.ts'
import { influxd1 } from './recipes.ts'
import type { StartOptions } from './server.ts'

/** A real InfluxDB 1.x that asks for user name and password, and answers Flux too. */
export interface Influxd1 extends AsyncDisposable {
  readonly url: string
  readonly username: string
  readonly password: string
}

/**
 * Starts a real InfluxDB 1.x on a port and in a folder of its own, built on first use.
 *
 * @throws InfluxdError where it cannot be built here
 */
export async function startInfluxd1({
  env = process.env,
  onProgress = () => {},
  signal,
}: Omit<StartOptions, 'port' | 'flags'> = {}): Promise<Influxd1> {
  const built = await buildInfluxd(influxd1, env, onProgress, signal)
  if ('problem' in built) throw new InfluxdError(`No InfluxDB ${influxd1.version} can be built here: ${built.problem}.`)
  const port = await freePort()
  const runner = await binaryRunner(built.path, (folder) => configured(folder, port))
  const server = new LocalServer(`http://127.0.0.1:${port}`, runner)
  await server.start(signal)
  const user = { username: 'fluxline', password: randomBytes(12).toString('base64url') }
  await createAdmin(server.url, user.username, user.password)
  return { url: server.url, ...user, [Symbol.asyncDispose]: () => server.stop() }
}

/** @see InfluxDB v1 documentation, "Configure InfluxDB OSS" */
function configured(folder: string, port: number): Command {
  return {
    args: ['run', '-config', '/dev/null'],
    env: {
      INFLUXDB_REPORTING_DISABLED: 'true',
      // Where backups are asked for; its own default is the same port for everyone.
      INFLUXDB_BIND_ADDRESS: '127.0.0.1:0',
      INFLUXDB_META_DIR: `${folder}/meta`,
      INFLUXDB_DATA_DIR: `${folder}/data`,
      INFLUXDB_DATA_WAL_DIR: `${folder}/wal`,
      INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
      INFLUXDB_HTTP_AUTH_ENABLED: 'true',
      INFLUXDB_HTTP_FLUX_ENABLED: 'true',
    },
  }
}

/** The first user may be created without being one. */
async function createAdmin(url: string, username: string, password: string): Promise<void> {
  const q = `CREATE USER "${username}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`
  const response = await fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q }) })
  const text = await response.text()
  if (!response.ok || text.includes('"error"')) throw new InfluxdError(`${url} refused its first user: ${text}`)
}
