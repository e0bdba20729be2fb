import { createClient, isInfluxDBError } from '@fluxline/core'
import { createScriptsApi } from '@fluxline/management/scripts'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** Invokable scripts, which are an error on InfluxDB OSS. */
export default async function scripts({ url, token, org }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const error = await createScriptsApi(influx)
    .list()
    .catch((error: unknown) => error)
  same('an error', isInfluxDBError(error) && error.code, 'FLUXLINE_NOT_ON_THIS_SERVER')
  await influx.close()
}
