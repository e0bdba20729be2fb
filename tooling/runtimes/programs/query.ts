import { createClient, write } from '@fluxline/core'
import { createQueryApi, flux } from '@fluxline/query'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** A stream of records, and whole tables. */
export default async function query({ url, token, org, bucket }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const lines = Array.from({ length: 100 }, (_, at) => `query,room=attic temp=${at / 2} ${1767225600 + at}`)
  await write(influx, lines, { bucket, precision: 's' })

  const api = createQueryApi(influx)
  const since = new Date('2026-01-01T00:00:00Z')
  const selection = flux`from(bucket: ${bucket}) |> range(start: ${since}) |> filter(fn: (r) => r._measurement == "query")`
  let sum = 0
  for await (const record of api.stream(selection)) sum += record.value as number
  same('sum of the stream', sum, 2475)
  for await (const batch of api.streamBatches(selection)) for (const record of batch) sum -= record.value as number
  same('sum without that of the batches', sum, 0)

  const [table] = await api.collect(flux`${selection} |> last()`)
  const last = table?.records[0]
  same(
    'last record',
    [last?.time?.toISOString(), last?.value, last?.values['room']],
    ['2026-01-01T00:01:39.000Z', 49.5, 'attic'],
  )
  await influx.close()
}
