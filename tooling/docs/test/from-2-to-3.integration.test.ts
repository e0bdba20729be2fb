import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { createInfluxQLApi } from '@fluxline/influxql'
import { createQueryApi } from '@fluxline/query'
import { useBucket } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const guide = await readFile(join(import.meta.dirname, '../guides/from-2-to-3.md'), 'utf8')

/** The queries of the guide, by their titles. */
const queries = guide
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const part = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(section)?.[1] ?? ''
    return { title: section.split('\n')[0]!, flux: part('flux'), influxql: part('influxql'), sql: part('sql') }
  })

const access = useBucket()
let client: Client

beforeAll(async () => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  const lines = ['a', 'b', 'c'].flatMap((host, at) =>
    Array.from({ length: 12 }, (_, step) => {
      const usage = ((step * 37 + at * 23) % 97) + 0.5
      return `cpu,host=${host},region=${at === 2 ? 'us' : 'eu'} usage=${usage},jobs=${step + at}i ${1_767_225_600 + step * 300}`
    }),
  )
  await write(client, lines, { bucket: access.bucket, precision: 's' })
})
afterAll(() => client.close())

it('has twenty queries, each in three languages', () => {
  expect(queries).toHaveLength(20)
  for (const { title, flux, influxql, sql } of queries) expect([title, flux && influxql && sql]).not.toContain('')
})

describe('on InfluxDB 2.x, Flux and InfluxQL give the same values', () => {
  it.each(queries.map((query) => [query.title, query] as const))('%s', async (_, { flux, influxql }) => {
    const tables = await createQueryApi(client).collect(flux.replaceAll('"metrics"', JSON.stringify(access.bucket)))
    const fromFlux = tables.flatMap(({ records }) => records.map(({ values }) => String(values['_value'])))
    const series = await createInfluxQLApi(client, { database: access.bucket }).collect(influxql)
    const fromInfluxQL = series.flatMap(({ columns, records }) =>
      records.flatMap(({ row }) =>
        row.filter((value, at) => value !== null && columns[at] !== 'time' && columns[at] !== 'key').map(String),
      ),
    )
    expect(fromFlux.length).toBeGreaterThan(0)
    expect(rounded(fromInfluxQL)).toEqual(rounded(fromFlux))
  })
})

/** Sums in another order differ in their last digits. */
function rounded(values: readonly string[]): string[] {
  return values.map((value) => (/^-?[\d.]+$/.test(value) ? Number(value).toPrecision(12) : value)).toSorted()
}
