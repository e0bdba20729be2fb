import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromConfigFile, fromConnectionString, fromEnv } from '@fluxline/config'
import { same } from './support.ts'

/** Options from a file, the environment and a connection string. */
export default async function config(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-config-'))
  const path = join(folder, 'influx.toml')
  await writeFile(path, '[influx2]\nurl = "http://localhost:8086"\norg = "acme"\ntoken = "secret"\n')
  const { url, org, token } = await fromConfigFile(path)
  same('toml', { url, org, token }, { url: 'http://localhost:8086', org: 'acme', token: 'secret' })
  const environment = { INFLUXDB_V2_URL: 'http://env:8086', INFLUXDB_V2_ORG: 'acme', INFLUXDB_V2_TOKEN: 'secret' }
  same('environment', fromEnv(environment).org, 'acme')
  same('connection string', fromConnectionString('http://text:8086?org=acme&token=secret').org, 'acme')
  await rm(folder, { recursive: true })
}
