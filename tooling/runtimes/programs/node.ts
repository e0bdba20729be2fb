import config from './config.ts'
import { everything } from './everything.ts'
import ingestion from './ingest.ts'
import spool from './spool.ts'
import testing from './testing.ts'

/** For Node, Deno and Bun: with `import` directly, and with `require` after compilation. */
async function main(): Promise<void> {
  const {
    INFLUX_URL: url = '',
    INFLUX_TOKEN: token = '',
    INFLUX_ORG: org = '',
    INFLUX_BUCKET: bucket = '',
    INFLUXDB3_URL: influxdb3 = '',
    INFLUXDB1_URL: influxdb1 = '',
  } = process.env
  const access = { url, token, org, bucket, influxdb3, influxdb1 }
  await config()
  await everything(access)
  await spool(access)
  await ingestion(access)
  await testing()
  process.stdout.write('done\n')
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
