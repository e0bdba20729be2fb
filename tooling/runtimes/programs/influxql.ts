import { createClient, write } from '@fluxline/core'
import { createInfluxQLApi, influxql as q } from '@fluxline/influxql'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** Integers and times beyond what JSON keeps, as MessagePack and as JSON, whole and as a stream. */
export default async function influxql({ url, token, org, bucket }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  await write(influx, 'influxql,room=a n=9007199254740993i,s="it\'s" 1\ninfluxql,room=b n=-5i -1', { bucket })
  const api = createInfluxQLApi(influx, { database: bucket, integers: 'safe', times: 'nanoseconds' })
  for (const format of ['msgpack', 'json'] as const) {
    const [series] = await api.collect(q`SELECT n FROM influxql WHERE s = ${"it's"} GROUP BY room`, { format })
    same('series', [series?.tags['room'], String(series?.records[0]?.row)], ['a', '1,9007199254740993'])
    let count = 0
    for await (const record of api.stream('SELECT * FROM influxql', { format })) count += Number(record.time)
    same('times of the stream', count, 0)
  }
  const error: unknown = await api
    .collect('SELECT n FROM influxql; SELECT n FROM nodb..x')
    .catch((caught: unknown) => caught)
  same('number of the statement that failed', (error as { statement?: number }).statement, 1)
  await influx.close()
}
