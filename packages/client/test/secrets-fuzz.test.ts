import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback, RecordedRequest, RequestHandler } from '@fluxline/test-support'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { basic, InfluxDBClient, logTo, retry, session } from '../src/index.ts'
import type { BatchCallbacks, InfluxDBClientOptions } from '../src/index.ts'
import { looksOf } from './looks.ts'

const seed = Number(process.env['FLUXLINE_FUZZ_SEED'] ?? 17)
const ROUNDS = 80

/** Mulberry32: the same rounds for the same seed. */
function randomOf(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomOf(seed)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const text = (length: number, from: string): string => Array.from({ length }, () => pick(Array.from(from))).join('')

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

interface Held {
  readonly secrets: readonly string[]
  readonly options: () => Partial<InfluxDBClientOptions>
}

/** Every way to hold secrets, each time with others. */
const holders: readonly (() => Held)[] = [
  () => {
    const token = `${text(86, `${LETTERS}-_`)}==`
    return { secrets: [token], options: () => ({ token }) }
  },
  () => {
    const token = text(6 + random() * 40, `${LETTERS}-_=+/.~"'\\&<%`)
    return { secrets: [token], options: () => ({ token: () => Promise.resolve(token) }) }
  },
  () => {
    const password = text(6 + random() * 20, `${LETTERS} :"'\\/+=&<%äé€`)
    return { secrets: [password], options: () => ({ auth: basic({ username: 'ada', password }) }) }
  },
  () => {
    const password = text(6 + random() * 20, `${LETTERS}!"/+=&%ä`)
    return { secrets: [password, COOKIE], options: () => ({ auth: session({ username: 'ada', password }) }) }
  },
  () => {
    const key = text(6 + random() * 30, `${LETTERS}-_=+/`)
    const name = pick(['x-api-key', 'authorization', 'CF-Access-Client-Secret', 'X-Auth-Token', 'Cookie'])
    return { secrets: [key], options: () => ({ headers: { [name]: key } }) }
  },
]
const COOKIE = `${text(86, `${LETTERS}-_`)}==`

const encodings: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  encodeURIComponent,
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(`ada:${secret}`).toString('base64'),
]

/** What is left of a secret in each encoding if all but its ends is hidden. */
const cores = (secret: string): string[] =>
  encodings.map((encode) => encode(secret).slice(4, -4)).filter(({ length }) => length > 4)

/** Headers that a server may send back. */
const echoed = [
  'x-influxdb-error',
  'x-influx-error',
  'x-platform-error-code',
  'x-request-id',
  'x-influxdb-request-id',
  'trace-id',
  'x-influxdb-version',
  'retry-after',
  'location',
  'content-type',
  'content-encoding',
  'server',
]
const bodies: readonly ((echo: string, head: string) => string)[] = [
  (echo) => JSON.stringify({ code: 'invalid', message: `bad ${echo}` }),
  (echo) => JSON.stringify({ error: echo }),
  (echo) => JSON.stringify({ code: echo, message: 'no', op: echo, err: { deep: [echo] }, [echo]: 1 }),
  (echo) => JSON.stringify({ message: `unable to parse 'm v=1': ${echo}\nunable to parse 'other': ${echo}` }),
  (echo) => JSON.stringify({ code: 'unprocessable entity', message: `partial write: ${echo} dropped=1` }),
  (echo) => JSON.stringify({ buckets: echo, users: [{ id: 5, name: echo }], orgs: null, name: echo }),
  (_, head) => head,
  (_, head) => JSON.stringify({ message: head }),
  (echo, head) => `<html><title>${echo}</title><pre>${head}</pre>`,
  (echo) =>
    `#datatype,string,long,dateTime:RFC3339,double\n#group,false,false,false,false\n#default,_result,,,\n,result,table,_time,_value\n,,0,${echo},1\n\n`,
  (echo) =>
    `#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,"${echo.replaceAll('"', '""')}",897\n\n`,
  (echo) => `error,reference\n"${echo.replaceAll('"', '""')}",1\n`,
  (echo) => `${'x'.repeat(70)} ${echo}`,
  (echo) => JSON.stringify({ message: `${'x'.repeat(990)} ${echo}` }),
  () => '',
]

function headOf({ method, url, headers }: RecordedRequest): string {
  return [
    `${method} ${url} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`),
  ].join('\r\n')
}

let secrets: readonly string[] = []

/** Responds with secrets, in some form, in some place. */
const respond: RequestHandler = (request, response, socket) => {
  if (request.url === '/api/v2/signin' && random() < 0.7) {
    return void response.writeHead(204, { 'set-cookie': `influxdb-oss-session=${COOKIE}; Path=/api/` }).end()
  }
  // It knows the cookie of a session only once it has given it.
  const known = secrets.filter((secret) => secret !== COOKIE || request.headers.cookie !== undefined)
  const echo = pick(encodings)(pick(known))
  const head = headOf(request)
  if (random() < 0.05) return void socket.end(`${head}\r\n\r\n`)
  const headers: Record<string, string> = {}
  for (const name of echoed) if (random() < 0.2) headers[name] = encodeURI(decoded(echo))
  if (random() < 0.5) headers['content-type'] = pick(['application/json', 'text/html', 'text/csv; charset=utf-8'])
  if (random() < 0.8) delete headers['content-encoding']
  const status = pick([200, 200, 201, 204, 301, 307, 400, 400, 401, 403, 404, 413, 422, 429, 500, 502, 503])
  response.writeHead(status, headers).end(status === 204 ? undefined : pick(bodies)(echo, head))
}

/** Header values are ASCII. */
function decoded(echo: string): string {
  return /^[ -~]*$/.test(echo) ? echo.replaceAll('%', '%25') : encodeURIComponent(echo)
}

const query = 'from(bucket: "b") |> range(start: -1h)'
const time = new Date(0)

/** Calls of every kind; each may fail. */
const calls: readonly ((client: InfluxDBClient, keep: (value: unknown) => void) => unknown)[] = [
  (client) => client.write('m v=1\nm v=2', { bucket: 'b' }),
  async (client, keep) => {
    const callbacks = Object.fromEntries(
      ['onSuccess', 'onError', 'onRetry', 'onRejected', 'onDrop'].map((name) => [name, keep]),
    ) as BatchCallbacks
    const writer = client.batchWriter({
      bucket: 'b',
      maxRetries: 1,
      retryInterval: 1,
      maxRetryDelay: 2,
      maxCloseWait: 20,
      ...(random() < 0.7 && callbacks),
    })
    await writer.write('m v=1\nm v=2\nm v=3')
    keep(await writer.close({ timeout: 20 }))
    keep(writer)
  },
  async (client) => void (await client.query.collect(query)),
  async (client) => {
    for await (const record of client.query.stream(query)) void record
  },
  async (client) => {
    for await (const row of client.query.csv(query)) void row
  },
  async (client) => void (await client.dataFrame.collectAll(query)),
  async (client) => void (await client.query.raw(query)),
  async (client) => void (await client.health()),
  async (client) => void (await client.ready()),
  (client) => client.ping(),
  async (client) => void (await client.version()),
  async (client) => void (await client.isOnboarded()),
  async (client) => void (await client.buckets.list()),
  async (client) => void (await client.buckets.create({ name: 'b' })),
  async (client) => void (await client.users.list()),
  async (client) => void (await client.organizations.list()),
  async (client) => void (await client.authorizations.list()),
  async (client) => void (await client.tasks.list()),
  async (client) => void (await client.scripts.collect('0123456789abcdef')),
  (client) => client.delete({ bucket: 'b', start: time, stop: time, everything: true }),
  (client) => client.users.updatePassword('0123456789abcdef', secrets[0]!),
  async (client) =>
    void (await client.setup({ username: 'ada', password: secrets[0]!, token: secrets[0]!, org: 'o', bucket: 'b' })),
  async (client) => void (await (await client.request({ method: 'GET', path: '/x' })).json()),
]

function leaksIn(value: unknown): string[] {
  const looks = looksOf(value)
  return secrets.flatMap(cores).filter((core) => looks.includes(core))
}

let loopback: Loopback
const channels = ['request', 'response', 'end', 'retry', 'error'].map((name) => `fluxline:${name}`)

beforeAll(async () => {
  loopback = await startLoopback(respond)
})
afterAll(() => loopback.close())

it(`no secret is in anything that a log may get, seed ${seed}`, { timeout: 120_000 }, async () => {
  let seen: unknown[] = []
  let errors = 0
  const keep = (value: unknown): void => void seen.push(value)
  process.on('warning', keep)
  for (const channel of channels) subscribe(channel, keep)
  for (let round = 0; round < ROUNDS; round++) {
    seen = []
    const held = pick(holders)()
    secrets = held.secrets
    const client = new InfluxDBClient({
      url: loopback.url,
      org: 'o',
      timeout: 1000,
      hooks: [logTo(keep), { onRequest: keep, onResponse: keep, onEnd: keep, onRetry: keep, onError: keep }],
      ...(random() < 0.3 && { retry: retry({ maxRetries: 1, retryInterval: 1, maxRetryTime: 50 }) }),
      ...held.options(),
    })
    keep(client)
    for (let count = 0; count < 3; count++) {
      const call = pick(calls)
      try {
        await call(client, keep)
      } catch (error) {
        errors++
        keep(error)
      }
    }
    await client.close()
    const leaks = seen.map((value) => [leaksIn(value), value]).filter(([found]) => (found as string[]).length > 0)
    expect(leaks.slice(0, 1), `round ${round}, secrets ${secrets.join(' ')}`).toEqual([])
  }
  for (const channel of channels) unsubscribe(channel, keep)
  process.off('warning', keep)
  expect(errors).toBeGreaterThan(ROUNDS)
})
