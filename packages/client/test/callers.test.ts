import { expect, it } from 'vitest'
import { InfluxDBClient } from '../src/index.ts'

const query = 'from(bucket: "b") |> range(start: -1h)'
const id = '0123456789abcdef'

type Call = (client: InfluxDBClient) => Promise<unknown>

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  for await (const value of values) void value
}

const calls: Readonly<Record<string, Call>> = {
  write: (client) => client.write('m v=1', { bucket: 'b' }),
  'query.collect': (client) => client.query.collect(query),
  'query.raw': (client) => client.query.raw(query),
  'query.stream': (client) => drain(client.query.stream(query)),
  'query.streamBatches': (client) => drain(client.query.streamBatches(query)),
  'query.csv': (client) => drain(client.query.csv(query)),
  'influxql.collect': (client) => client.influxql.collect('SHOW DATABASES', { database: 'd' }),
  'influxql.stream': (client) => drain(client.influxql.stream('SHOW DATABASES', { database: 'd' })),
  'dataFrame.collect': (client) => client.dataFrame.collect(query),
  delete: (client) => client.delete({ bucket: 'b', start: 0n, stop: 1n, everything: true }),
  'buckets.list': (client) => client.buckets.list(),
  'buckets.findByName': (client) => client.buckets.findByName('b'),
  'buckets.create': (client) => client.buckets.create({ name: 'b' }),
  'users.list': (client) => client.users.list(),
  'tasks.find': (client) => client.tasks.find(id),
  'authorizations.list': (client) => client.authorizations.list(),
  'organizations.list': (client) => client.organizations.list(),
  'labels.list': (client) => client.labels.list(),
  'scripts.collect': (client) => client.scripts.collect(id),
  health: (client) => client.health(),
  isOnboarded: (client) => client.isOnboarded(),
}

/** A line of this file must be in the stack: the call, or the loop that reads a stream. */
function callingFunction(client: InfluxDBClient, call: Call): Promise<unknown> {
  return call(client)
}

it.each(Object.entries(calls))('the stack of an error of %s names the line of the caller', async (_, call) => {
  await using client = new InfluxDBClient({ url: 'http://127.0.0.1:9', org: 'o', token: 't' })
  const stack = await callingFunction(client, call).then(
    () => 'It did not fail.',
    (error: Error) => error.stack,
  )
  expect(stack).toMatch(/ECONNREFUSED[^]*\n +at .*callers\.test\.ts:\d+/)
})
