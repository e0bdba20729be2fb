import { randomBytes } from 'node:crypto'
import { binaryRunner } from './binary.ts'
import type { Command } from './binary.ts'
import { buildInfluxd } from './build.ts'
import { InfluxdError } from './errors.ts'
import { choosePort, LocalServer } from './local-server.ts'
import { influxd1 } from './recipes.ts'
import type { StartOptions } from './server.ts'

/** A real InfluxDB 1.x that requires a username and password, and supports Flux. */
export interface Influxd1 extends AsyncDisposable {
  readonly url: string
  readonly username: string
  readonly password: string
}

/**
 * Starts a real InfluxDB 1.x with its own port and folder. It is built on first use.
 *
 * @throws InfluxdError if it cannot be built here
 */
export async function startInfluxd1({
  env = process.env,
  onProgress = () => {},
  port: requestedPort,
  signal,
}: Pick<StartOptions, 'env' | 'onProgress' | 'port' | 'signal'> = {}): Promise<Influxd1> {
  const built = await buildInfluxd(influxd1, env, onProgress, signal)
  if ('problem' in built) throw new InfluxdError(`InfluxDB ${influxd1.version} cannot be built here: ${built.problem}.`)
  const port = await choosePort(requestedPort)
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
      // Address for backups. The default is a fixed port.
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

/** Creates the first user, which needs no authentication. */
async function createAdmin(url: string, username: string, password: string): Promise<void> {
  const q = `CREATE USER "${username}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`
  const response = await fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q }) })
  const text = await response.text()
  if (!response.ok || text.includes('"error"')) throw new InfluxdError(`${url} did not create the first user: ${text}`)
}
