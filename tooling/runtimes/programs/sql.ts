import { createClient, write } from '@fluxline/core'
import { createSqlApi, sql as q } from '@fluxline/sql'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** Writes and queries InfluxDB 3, whose CORS rules let pages do both; integers and times beyond what JSON keeps. */
export default async function sql({ url, token, influxdb3 }: Access): Promise<void> {
  const three = createClient({ url: influxdb3, token, server: '3' })
  await write(three, 'cpu,host=a n=1i 1', { bucket: 'main', precision: 'ms' })
  const api = createSqlApi(three, { database: 'main', integers: 'safe', times: 'nanoseconds' })
  const records = await api.collect('SELECT n FROM cpu WHERE n = $n', { params: { n: 9_007_199_254_740_993n } })
  same('an integer', records.toValues(), [[9_007_199_254_740_993n]])
  const times: unknown[] = []
  for await (const { time } of api.stream('SELECT * FROM unsigned ORDER BY time')) times.push(time)
  same(
    'times',
    times,
    [1n, 2n, 3n].map((rest) => 1_700_000_000_000_000_000n + rest),
  )
  same('a template', String(q`SELECT ${"it's"}`), "SELECT 'it''s'")
  await three.close()
  const two = createClient({ url, token })
  const error: unknown = await createSqlApi(two, { database: 'main' })
    .collect('SELECT 1')
    .catch((caught: unknown) => caught)
  // A page of another origin cannot read the refusal of InfluxDB 2.x.
  const { code } = error as { readonly code?: string }
  same('2.x has no SQL', code === 'FLUXLINE_NOT_ON_THIS_SERVER' || code === 'FLUXLINE_CONNECTION', true)
  await two.close()
}
