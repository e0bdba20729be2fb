import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { useBucket } from '@fluxline/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTestInfluxDB } from '../src/index.ts'
import type { TestInfluxDB } from '../src/index.ts'

const lines = `cpu,host=b,region=eu usage=1.5,n=3i 1700000000000000001
cpu,host=a usage=2,up=true,name="x, \\"y\\"" 1700000000000000000
cpu,host=a usage=1e300,n=-9007199254740993i 1700000060000000000
cpu,host=a usage=-0.000012 1700000120000000000
mem used=7u 1700000000000000000
cpu,host=b,region=eu n=4i 1700000000000000001
`
const range = '|> range(start: 2023-11-14T00:00:00Z, stop: 2023-11-16)'
const pipelines = [
  '',
  '|> filter(fn: (r) => r._measurement == "cpu" and r._field == "usage")',
  '|> filter(fn: (r) => r["_field"] =~ /^(n|up)$/ or not exists r.host)',
  '|> filter(fn: (r) => r._field == "usage" and r._value > 1.0 and r.host != "b")',
  '|> filter(fn: (r) => r._measurement == "gone")',
  '|> filter(fn: (r) => r._field == "usage") |> last()',
  '|> filter(fn: (r) => r._field == "usage") |> first()',
  '|> filter(fn: (r) => r._field == "usage") |> limit(n: 1, offset: 1)',
  '|> filter(fn: (r) => r._field == "usage") |> tail(n: 2)',
  '|> filter(fn: (r) => r._field == "usage") |> count()',
  '|> filter(fn: (r) => r._field == "n") |> sum()',
  '|> filter(fn: (r) => r._field == "usage" and r._value < 100.0) |> mean()',
  '|> filter(fn: (r) => r._field == "usage") |> min()',
  '|> filter(fn: (r) => r._field == "usage") |> max()',
  '|> filter(fn: (r) => r._field == "usage") |> sort(desc: true)',
  '|> filter(fn: (r) => r._field == "usage") |> drop(columns: ["_start", "_stop", "_measurement"])',
  '|> filter(fn: (r) => r.host == "b") |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")',
  '|> filter(fn: (r) => r._measurement == "mem") |> yield(name: "memory")',
]
/** The order of tables after these, and the flags of their group keys, are the server's own. */
const regrouped = [
  '|> filter(fn: (r) => r._field == "usage") |> group(columns: ["region"]) |> sort(columns: ["_time"])',
  '|> filter(fn: (r) => r._field == "usage") |> group() |> sort(columns: ["_time", "host"])',
  '|> filter(fn: (r) => r._field == "usage") |> keep(columns: ["_time", "_value", "host"]) |> sort(columns: ["_time"])',
]

describe('the double responds as InfluxDB does', () => {
  const server = useBucket()
  let double: TestInfluxDB
  beforeAll(() => {
    double = createTestInfluxDB({ buckets: [server.bucket] })
  })

  async function both(use: (client: Client, bucket: string) => Promise<unknown>): Promise<[unknown, unknown]> {
    const { url, token, org } = double
    const client = createClient({ url, token, org, fetch: double.fetch })
    const real = createClient({ url: server.url, token: server.token, org: server.org })
    const theirs = await use(real, server.bucket).catch(describeError)
    await real.close()
    return [await use(client, server.bucket).catch(describeError), theirs]
  }

  it.each(pipelines)('to from |> range %s', async (pipeline) => {
    const [ours, theirs] = await both(async (client, name) => {
      await write(client, lines, { bucket: name })
      return createQueryApi(client).raw(`from(bucket: "${name}") ${range} ${pipeline}`)
    })
    expect(ours).toBe(theirs)
  })

  it.each(regrouped)('to from |> range %s, except for the order of tables', async (pipeline) => {
    const [ours, theirs] = await both(async (client, name) => {
      await write(client, lines, { bucket: name })
      const tables = await createQueryApi(client).collect(`from(bucket: "${name}") ${range} ${pipeline}`, {
        integers: 'bigint',
      })
      return tables.map(({ records }) => records.map(({ values }) => ({ ...values, table: 0 })))
    })
    expect(ours).toHaveLength((theirs as unknown[]).length)
    expect(ours).toEqual(expect.arrayContaining(theirs as unknown[]))
  })

  it.each([
    ['a field of another type', 'cpu,host=a usage="text" 1700000000000000000'],
    ['a bucket that does not exist', undefined],
  ])('to a write of %s', async (_, line) => {
    await both((client, name) => write(client, lines, { bucket: name }))
    const [ours, theirs] = await both((client, name) =>
      line === undefined ? write(client, 'm v=1', { bucket: 'nope' }) : write(client, line, { bucket: name }),
    )
    expect(ours).toEqual(theirs)
  })
})

function describeError(error: unknown): unknown {
  const { status, serverCode, serverMessage } = error as Record<string, unknown>
  return { status, serverCode, serverMessage }
}
