import { createClient, health, isInfluxDBError, version } from '@fluxline/core'
import { createInfluxQLApi } from '@fluxline/influxql'
import { everything } from './everything.ts'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** A page that writes and queries the server in its URL, and shows the result in its title. */
async function main(): Promise<void> {
  const {
    url = '',
    token = '',
    org = '',
    bucket = '',
    influxdb3 = '',
    influxdb1 = '',
  } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)))
  const access = { url, token, org, bucket, influxdb3, influxdb1 }
  await everything(access, { ...access, url: `${location.origin}/influxdb` })
  await whatPagesMayNot(access)
}

/** Pages of other origins cannot read InfluxDB's headers and health. */
async function whatPagesMayNot({ url, token, org }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  same('version', await version(influx), undefined)
  const error = await health(influx).catch((error: unknown) => error)
  same('why', isInfluxDBError(error) && [error.code, error.message.includes('CORS')], ['FLUXLINE_CONNECTION', true])
  const refused = await createInfluxQLApi(influx)
    .collect('SHOW DATABASES')
    .catch((caught: unknown) => caught)
  same('why no InfluxQL', isInfluxDBError(refused) && refused.message.includes('send it through a proxy'), true)
}

main().then(
  () => (document.title = 'done'),
  (error: Error) => (document.title = error.stack ?? String(error)),
)
