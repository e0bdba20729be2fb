import { basic, createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { createInfluxQLApi, identifier, influxql as q } from '@fluxline/influxql'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** Integers and times beyond what JSON keeps, as MessagePack and as JSON, whole and as a stream, on each InfluxDB. */
export default async function influxql({ url, token, org, bucket, influxdb1, influxdb3 }: Access): Promise<void> {
  const two = createClient({ url, token, org })
  await exactOn(two, bucket)
  await two.close()
  // A page of another origin may query it.
  const { host, username, password } = new URL(influxdb1)
  const one = createClient({ url: `http://${host}`, auth: basic({ username, password }), server: '1' })
  await createInfluxQLApi(one).collect(q`CREATE DATABASE ${identifier(bucket)}`)
  await exactOn(one, bucket)
  await one.close()
  await onInfluxDB3(influxdb3)
}

async function exactOn(influx: Client, bucket: string): Promise<void> {
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
}

/** What was recorded of InfluxDB 3; a page may query it too. */
async function onInfluxDB3(url: string): Promise<void> {
  const three = createClient({ url, server: '3' })
  const api = createInfluxQLApi(three, { database: 'main', integers: 'safe', times: 'nanoseconds' })
  const [first] = await api.collect('SELECT i,f FROM types')
  same('values of InfluxDB 3', first?.records[3]?.row, [1_700_000_000_000_000_001n, 9_223_372_036_854_775_807n, 1.5])
  const hosts: unknown[] = []
  for await (const { tags } of api.stream('SELECT n FROM cpu GROUP BY host')) hosts.push(tags['host'])
  same('tags of InfluxDB 3', hosts.includes('h1'), true)
  await three.close()
}
