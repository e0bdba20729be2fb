import { knownClientOptions } from '@fluxline/core/options'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { InfluxDBClient } from '../src/index.ts'
import { looksOf } from './looks.ts'

/** Secrets that somebody passed as something else. */
const misplaced = [
  'p4ssW0rd',
  'geheim-geheim',
  'http://ada:p4ssW0rd@host',
  'http://h#p4ssW0rd',
  'http://a\n:p4ssW0rd@h',
  `${'Ab-_'.repeat(21)}Ab==`,
]

const query = 'from(bucket: "b") |> range(start: -1h)'

/** Calls with one option that has a wrong value. Names of buckets and organizations may be any text, and are shown. */
const wrongCalls: readonly (readonly [options: string, call: (client: InfluxDBClient, options: object) => unknown])[] =
  [
    [
      'batchSize flushInterval jitterInterval maxRetries retryInterval maxRetryDelay maxRetryTime exponentialBase maxBufferBytes maxBatchBytes concurrency overflow precision nonFinite record gzip timeout maxCloseWait onError onSuccess onRetry onRejected onDrop other',
      (client, options) => void client.batchWriter({ bucket: 'b', ...options }),
    ],
    [
      'precision nonFinite record gzip maxBatchBytes timeout signal other',
      (client, options) => client.write('m v=1', { bucket: 'b', ...options }),
    ],
    [
      'integers times emptyString typeHints maxRows maxBytes maxColumns params paramsMode now profilers timeout signal gzip headers other',
      (client, options) => client.query.collect(query, options),
    ],
    ['dialect as other', (client, options) => client.query.raw(query, options)],
    [
      'typeHints blockRows emptyString maxRows index drop other',
      (client, options) => client.dataFrame.collect(query, options),
    ],
    [
      'start stop predicate everything other',
      (client, options) => client.delete({ bucket: 'b', start: 0n, stop: 1n, ...options } as never),
    ],
    ['id limit offset other', (client, options) => client.buckets.list(options)],
    ['id retentionRules other', (client, options) => client.buckets.create({ name: 'b', ...options })],
    [
      'every cron offset status flux other',
      (client, options) => client.tasks.create({ name: 't', flux: 'x', ...options } as never),
    ],
    [
      'status permissions userID other',
      (client, options) => client.authorizations.create({ permissions: [], ...options }),
    ],
    ['id', (client, { id }: { id?: unknown }) => client.buckets.find(id as string)],
    ['id', (client, { id }: { id?: unknown }) => client.users.updatePassword(id as string, 'x')],
    ['path timeout gzip other', (client, options) => client.request({ method: 'GET', path: '/x', ...options })],
    ['timeout signal other', (client, options) => client.waitUntilReady({ timeout: 1, ...options })],
    [
      'timeout signal password other',
      (client, options) => client.setup({ username: 'u', org: 'o', bucket: 'b', ...options }),
    ],
  ]

/** Calls, and returns what a log may show of the error. */
async function looksOfFailure(call: () => unknown): Promise<string> {
  try {
    await call()
    return ''
  } catch (error) {
    return looksOf(error)
  }
}

it('a value of the wrong kind is not shown, whatever option it is passed as', { timeout: 60_000 }, async () => {
  await using server = await startLoopback((_, response) => void response.writeHead(400).end('{"message":"no"}'))
  await using client = new InfluxDBClient({ url: server.url, org: 'o', token: 't' })
  const table: typeof wrongCalls = [
    [
      Object.keys(knownClientOptions).join(' '),
      (_, options) => void new InfluxDBClient({ url: server.url, ...options }),
    ],
    ['all', (_, options) => void new InfluxDBClient(options as never)],
    ...wrongCalls,
  ]
  for (const secret of misplaced) {
    for (const [options, call] of table) {
      for (const option of options.split(' ')) {
        const nested = [[secret], { secret }, { [option]: secret, token: secret, url: secret }]
        for (const value of secret === misplaced[0] ? [secret, ...nested] : [secret]) {
          const looks = await looksOfFailure(() =>
            call(client, option === 'all' ? { url: secret, token: 'http://h' } : { [option]: value }),
          )
          const shown = [secret, 'p4ssW0rd'].some((each) => looks.includes(each))
          expect(shown, `${option} of ${String(call)}: ${looks}`).toBe(false)
        }
      }
    }
  }
})
