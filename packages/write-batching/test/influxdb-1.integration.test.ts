import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { useInfluxd1 } from '@fluxline/test-support'
import { beforeAll, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'

const access = useInfluxd1()
const database = 'batches'

function open(): Client {
  return createClient({ url: access.url, token: `${access.username}:${access.password}`, server: '1' })
}

async function ask(client: Client, q: string): Promise<unknown> {
  const body = new URLSearchParams({ q, db: database }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await client.request({ method: 'POST', path: '/query', headers, body })).json()
}

beforeAll(async () => {
  if (access.url === undefined) return
  await using client = open()
  await ask(client, `CREATE DATABASE ${database}`)
})

it.each([
  ['the name of a bucket', 'batches/autogen'],
  ['a database and a retention policy', { database, retentionPolicy: 'autogen' }],
])('writes to InfluxDB 1.x by %s, and reports the lines that it refuses', async (name, bucket) => {
  await using client = open()
  const measurement = `by_${name.length}`
  const rejected: string[] = []
  const writer = createBatchWriter(client, {
    bucket,
    batchSize: 50,
    onRejected: (lines) => {
      for (const { line } of [lines].flat()) rejected.push(line)
    },
  })
  const lines = Array.from({ length: 120 }, (_, index) => `${measurement} v=${index} ${index}`)
  await writer.write(lines)
  await writer.write([`${measurement} v= 1`, `${measurement} v="text" 500`, `${measurement} v=1 501`])
  const report = await writer.close()
  expect(report).toMatchObject({ written: 121, unsent: 0 })
  expect(rejected.map((line) => line.replace(/ \d+$/, '')).sort()).toEqual([
    `${measurement} v=`,
    `${measurement} v="text"`,
  ])
  expect(await ask(client, `SELECT count(v) FROM ${measurement}`)).toMatchObject({
    results: [{ series: [{ values: [[expect.any(String), 121]] }] }],
  })
})

it('reports a database that is missing', async () => {
  await using client = open()
  const writer = createBatchWriter(client, { bucket: { database: 'nope' } })
  await writer.write('m v=1 1')
  expect(await writer.close()).toMatchObject({ written: 0, failed: 1 })
})
