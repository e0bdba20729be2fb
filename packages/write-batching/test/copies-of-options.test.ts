import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { fakeClient } from './fake-client.ts'
import type { SentBatch } from './fake-client.ts'

const orgOf = ({ spec }: SentBatch): unknown => spec.query?.['org']

it('a writer keeps its options as they are when it is created', async () => {
  const client = fakeClient()
  const [headers, org, gzip, timeout] = [{ 'x-a': '1' }, { name: 'one' }, { level: 3 }, { total: 5000 }]
  const writer = createBatchWriter(client, { bucket: 'b', headers, org, gzip, timeout })
  headers['x-a'] = '2'
  org.name = 'two'
  gzip.level = 9
  timeout.total = 1
  void writer.write('m v=1 1')
  await writer.close()
  const [{ spec }] = client.sent as [SentBatch]
  expect(spec.headers).toMatchObject({ 'x-a': '1' })
  expect([spec.query?.['org'], spec.gzip, spec.timeout]).toEqual([{ name: 'one' }, { level: 3 }, { total: 5000 }])
})

it('lines go to the organization that a target named when they were written', async () => {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b' })
  const org = { name: '' }
  for (const name of ['one', 'two', 'one']) {
    org.name = name
    void writer.write(`m,to=${name} v=1 1`, { org })
  }
  await writer.close()
  expect(client.sent.map((batch) => [orgOf(batch), batch.lines])).toEqual([
    [{ name: 'one' }, ['m,to=one v=1 1', 'm,to=one v=1 1']],
    [{ name: 'two' }, ['m,to=two v=1 1']],
  ])
})

const rows = [{ a: 1 }, { a: 2 }]
it.each<[string, () => Iterable<object> | AsyncIterable<object>]>([
  [
    'a stream',
    async function* () {
      yield* rows
    },
  ],
  ['an iterable that waits for space', () => rows.values()],
])('%s goes on with the target that it was written with', async (_, open) => {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', maxBufferBytes: 1 })
  const target = { bucket: 'one', record: { measurement: 'm', fieldKeys: ['a'] } }
  const written = writer.write(open(), target)
  target.bucket = 'two'
  target.record.measurement = 'n'
  target.record.fieldKeys.pop()
  await written
  await writer.close()
  const texts = client.sent.flatMap(({ bucket, lines }) => lines.map((text) => `${bucket} ${text.slice(0, 5)}`))
  expect(texts).toEqual(['one m a=1', 'one m a=2'])
})

it('writeNow sends what it says at the call', async () => {
  const client = fakeClient()
  const options = { bucket: 'one', org: { name: 'one' }, gzip: { level: 3 } }
  const written = writeNow(client, 'm v=1 1', options)
  options.org.name = 'two'
  options.gzip.level = 9
  await written
  const [{ spec }] = client.sent as [SentBatch]
  expect([spec.query?.['org'], spec.gzip]).toEqual([{ name: 'one' }, { level: 3 }])
})

it('a worker gets the options of its client as they were at the call, although it starts later', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(204).end())
  const headers = { 'x-a': '1' }
  const writer = createWorkerBatchWriter({ url: loopback.url, org: 'acme', server: '2', headers }, { bucket: 'b' })
  headers['x-a'] = '2'
  void writer.write('m v=1 1')
  await writer.close()
  expect(loopback.requests.map((request) => request.headers['x-a'])).toEqual(['1'])
})
