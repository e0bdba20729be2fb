import { expect, it } from 'vitest'
import { listKnown } from '@fluxline/internal/option-names'
import { startLoopback } from '@fluxline/test-support'
import {
  basic,
  build,
  createClient,
  health,
  isOnboarded,
  ping,
  ready,
  retry,
  session,
  setup,
  version,
  write,
} from '../src/index.ts'
import type { Client, RequestSpec } from '../src/index.ts'

const url = 'http://localhost:8086'
const user = { username: 'me', password: 'hidden' }

function failureOf(call: () => unknown): Promise<unknown> {
  return Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
}

const client: Client = createClient({
  url,
  transport: { send: () => Promise.reject(new Error('sent')), async close() {} },
})

// JavaScript may pass anything.
const wrong = (options: object): never => options as never
const extra = (options: object): object => options

it.each<[string, () => unknown]>([
  ['createClient: unknown option "tokn". Did you mean "token"?', () => createClient({ url, ...extra({ tokn: 't' }) })],
  ['createClient takes options as an object.', () => createClient(5 as never)],
  [
    'timeout: unknown option "firstbyte". Did you mean "firstByte"?',
    () => createClient({ url, timeout: wrong({ firstbyte: 5 }) }),
  ],
  ['tls: unknown option "verfy". Did you mean "verify"?', () => createClient({ url, tls: wrong({ verfy: false }) })],
  [
    'proxy: unknown option "header". Did you mean "headers"?',
    () => createClient({ url, proxy: { url, ...extra({ header: {} }) } }),
  ],
  [
    'proxy.tls: unknown option "cart". Did you mean "cert"?',
    () => createClient({ url, proxy: { url, tls: wrong({ cart: '' }) } }),
  ],
  [
    'basic: unknown option "usrname". Did you mean "username"?',
    () => basic(wrong({ usrname: 'me', password: 'hidden' })),
  ],
  ['basic takes options as an object.', () => basic('me:hidden' as never)],
  ['basic: `username` and `password` must be strings', () => basic(wrong({ username: 'me' }))],
  [
    'session: unknown option "passwort". Did you mean "password"?',
    () => session(wrong({ username: 'me', passwort: 'hidden' })),
  ],
  ['retry: unknown option "maxRetrys". Did you mean "maxRetries"?', () => retry(wrong({ maxRetrys: 5 }))],
  [
    'write: unknown option "prescision". Did you mean "precision"?',
    () => write(client, 'm v=1', { bucket: 'b', ...extra({ prescision: 'ms' }) }),
  ],
  ['write takes options as an object.', () => write(client, { bucket: 'b' } as never, 'm v=1' as never)],
  [
    'request: unknown option "timout". Did you mean "timeout"?',
    () => client.request({ method: 'GET', path: '/', ...extra({ timout: 5 }) }),
  ],
  [
    'timeout: unknown option "totl". Did you mean "total"?',
    () => client.request({ method: 'GET', path: '/', timeout: wrong({ totl: 5 }) }),
  ],
  [
    'setup: unknown option "orgs". Did you mean "org"?',
    () => setup(client, { ...user, org: 'o', bucket: 'b', ...extra({ orgs: 'o' }) }),
  ],
  ...Object.entries({ ping, version, build, health, ready, isOnboarded }).map(
    ([name, check]): [string, () => unknown] => [
      `${name}: unknown option "sigal". Did you mean "signal"?`,
      () => check(client, wrong({ sigal: undefined })),
    ],
  ),
])('%s', async (message, call) => {
  const error = await failureOf(call)
  expect(error).toMatchObject({ code: 'FLUXLINE_OPTION', message })
  expect(JSON.stringify(error)).not.toContain('hidden')
})

it('an option that is undefined is like one that is left out', async () => {
  const unset = createClient({ url, token: undefined, tls: undefined, proxy: undefined, timeout: { total: undefined } })
  await unset.close()
  expect(await failureOf(() => write(client, 'm v=1', { bucket: 'b', gzip: undefined }))).toMatchObject({
    message: 'sent',
  })
})

it('small bundles list the options instead of a suggestion', () => {
  expect(listKnown('tokn', ['url', 'token'])).toBe('unknown option "tokn". Pass one of url, token.')
})

it('a request that is repeated is the one of the call, whatever the caller does with its spec', async () => {
  let calls = 0
  await using loopback = await startLoopback((_, response) => {
    response.writeHead(calls++ === 0 ? 503 : 200, { 'retry-after': '0' }).end()
  })
  await using client = createClient({ url: loopback.url, retry: retry({ retryInterval: 1 }) })
  const spec: RequestSpec = { method: 'GET', path: '/first' }
  const done = client.request(spec)
  Object.assign(spec, { method: 'POST', path: '/second', successStatus: 204 })
  expect((await done).status).toBe(200)
  expect(loopback.requests.map(({ method, url }) => [method, url])).toEqual([
    ['GET', '/first'],
    ['GET', '/first'],
  ])
})
