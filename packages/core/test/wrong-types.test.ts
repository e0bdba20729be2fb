import { expect, it } from 'vitest'
import { basic, createClient, logTo, ping, retry, session, setup, waitUntilReady, write } from '../src/index.ts'
import type { ClientOptions } from '../src/index.ts'

const url = 'http://127.0.0.1:9'
const client = createClient({ url, org: 'acme' })
const values: readonly unknown[] = ['yes', 5, true, {}, [], () => {}, null, 5n, Symbol('s')]

/** What each option may be. */
const clientOptions: Readonly<Record<keyof ClientOptions, readonly string[]>> = {
  url: ['string'],
  token: ['string', 'function'],
  auth: ['function'],
  org: ['string', 'object'],
  server: [],
  timeout: ['number', 'object'],
  headers: ['object'],
  userAgent: ['string'],
  gzip: ['boolean', 'object'],
  defaultTags: ['object'],
  retry: ['function'],
  hooks: ['object', 'array'],
  transport: ['object'],
  fetch: ['function'],
  tls: ['object'],
  proxy: ['string', 'object'],
  connections: ['number'],
  dispatcher: ['object'],
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

const wrongOptions = Object.entries(clientOptions).flatMap(([option, kinds]) =>
  values.filter((value) => !kinds.includes(kindOf(value))).map((value) => [option, kindOf(value), value] as const),
)

it.each(wrongOptions)('createClient refuses %s of type %s', (option, _, value) => {
  expect(() => createClient({ url, [option]: value })).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', option, message: expect.stringContaining(option) }),
  )
})

it.each([
  ['headers', { headers: { 'x-key': 5 } }],
  ['headers', { headers: { 'x-key': undefined } }],
  ['defaultTags', { defaultTags: { host: 5 } }],
  ['timeout.idle', { timeout: { idle: '5' } }],
  ['gzip.threshold', { gzip: { threshold: '5' } }],
  ['tresh', { gzip: { tresh: 5 } }],
  ['gzip.level', { gzip: { level: 10 } }],
  ['gzip.threshold', { gzip: { threshold: -1 } }],
  ['verify', { tls: { verify: 'no' } }],
  ['tls.ca', { tls: { ca: [5] } }],
  ['tunnel', { proxy: { url: 'http://p', tunnel: 1 } }],
])('createClient refuses %s in %j', (option, options) => {
  expect(() => createClient({ url, ...(options as object) })).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', option }),
  )
})

const get = { method: 'GET', path: '/x' } as const

it.each<[string, () => unknown]>([
  ['org', () => client.request({ ...get, query: { org: {} as never } })],
  ['org', () => client.request({ ...get, query: { org: null as never } })],
  ['method', () => client.request({ ...get, method: 5 as never })],
  ['path', () => client.request({ ...get, path: 5 as never })],
  ['body', () => client.request({ ...get, body: 5 as never })],
  ['headers', () => client.request({ ...get, headers: { accept: 5 as never } })],
  ['gzip', () => client.request({ ...get, gzip: 'yes' as never })],
  ['gzip.level', () => client.request({ ...get, body: 'x', gzip: { threshold: 0, level: 99 } })],
  ['signal', () => client.request({ ...get, signal: 'x' as never })],
  ['timeout', () => client.request({ ...get, timeout: '5' as never })],
  ['timeout.idle', () => client.request({ ...get, timeout: { idle: '5' as never } })],
  ['successStatus', () => client.request({ ...get, successStatus: '204' as never })],
  ['org', () => write(client, 'm f=1', { bucket: 'b', org: 5 as never })],
  ['bucket', () => write(client, 'm f=1', { bucket: 5 as never })],
  ['precision', () => write(client, 'm f=1', { bucket: 'b', precision: 'm' as never })],
  ['finerTimes', () => write(client, 'm f=1', { bucket: 'b', finerTimes: true as never })],
  ['checkTimes', () => write(client, 'm f=1', { bucket: 'b', checkTimes: 'no' as never })],
  ['defaultTags', () => write(client, 'm f=1', { bucket: 'b', defaultTags: { a: 1 as never } })],
  ['gzip', () => write(client, 'm f=1', { bucket: 'b', gzip: 1 as never })],
  ['signal', () => ping(client, { signal: true as never })],
  ['timeout', () => waitUntilReady(client, { timeout: '5' as never })],
  ['username', () => setup(client, { username: 5 as never, org: 'o', bucket: 'b' })],
])('a call refuses a wrong %s before it sends anything', async (option, call) => {
  await expect(call()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION', option })
})

it.each([
  () => retry({ maxRetries: '3' as never }),
  () => retry({ random: 4 as never }),
  () => logTo('console' as never),
  () => logTo(() => {}, { headers: 1 as never }),
  () => session('me' as never),
  () => basic({ username: 'me', password: 5 as never }),
])('%s is refused', (create) => {
  expect(create).toThrow(expect.objectContaining({ code: 'FLUXLINE_OPTION' }))
})

it('says what an option may be, and nothing of a text that may be a secret', () => {
  expect(() => createClient({ url, gzip: 'my-secret' as never })).toThrow(
    'createClient: `gzip` must be a boolean or an object, not a text of 9 characters.',
  )
  expect(() => createClient({ url, retry: true as never })).toThrow('must be a function, such as retry(), not true')
})

it('takes the address alone', () => {
  expect(createClient('http://localhost:8086/influx/').url).toBe('http://localhost:8086/influx')
  expect(createClient(new URL('http://localhost:8086')).url).toBe('http://localhost:8086')
  expect(() => createClient(process.env['NOT_SET'] as never)).toThrow('createClient takes options as an object')
})
