import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Authority, startLoopback } from '@fluxline/test-support'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient, ping } from '../src/index.ts'
import type { TlsOptions } from '../src/index.ts'

const authority = await Authority.create()
const { cert: ca } = authority
const own = await authority.issue()
const foreign = await (await Authority.create()).issue()
const open: { close(): unknown }[] = []

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function startHttps(options: ServerOptions): Promise<string> {
  const server = createServer(options, (_, response) => void response.writeHead(204).end())
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The error of a request. */
async function failure(url: string, tls: TlsOptions): Promise<unknown> {
  await using client = createClient({ url, tls })
  return await client.request({ method: 'GET', path: '/ping' }).catch((error: unknown) => error)
}

/** The same key, encrypted. */
function lock(key: string, passphrase: string): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
  return createPrivateKey(key).export(options) as string
}

describe('the certificate of a server', () => {
  it('is accepted only if its authority is trusted', async () => {
    const url = await startHttps(await authority.issue())
    await using client = createClient({ url, tls: { ca: [(await Authority.create()).cert, ca] } })
    await expect(ping(client)).resolves.toBe(true)
    for (const tls of [{}, { ca: (await Authority.create()).cert }]) {
      expect(await failure(url, tls)).toMatchObject({
        code: 'FLUXLINE_CONNECTION',
        retryable: false,
        message: expect.stringContaining('pass that certificate as `tls: { ca }`'),
      })
    }
  })

  it('is accepted if its authority is in a file, and ignored if `verify` is false', async () => {
    const url = await startHttps(await authority.issue())
    const folder = await mkdtemp(join(tmpdir(), 'fluxline-tls-'))
    await writeFile(join(folder, 'ca.pem'), ca)
    for (const tls of [{ ca: join(folder, 'ca.pem') }, { verify: false }]) {
      await using client = createClient({ url, tls })
      await expect(ping(client)).resolves.toBe(true)
    }
    await rm(folder, { recursive: true })
  })

  it.each([
    ['has expired', { expires: new Date('2020-01-01') }, 'certificate has expired'],
    ['is for another host', { hosts: ['influx.example'] }, "does not match certificate's altnames"],
  ])('that %s is refused as not retryable, with that reason', async (_, options, reason) => {
    expect(await failure(await startHttps(await authority.issue(options)), { ca })).toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      retryable: false,
      message: expect.stringMatching(new RegExp(`${reason}.*(?:Renew the certificate|use one of them in \`url\`)`)),
    })
  })

  it('is reported as missing, in one line, if the server uses plain HTTP', async () => {
    await using loopback = await startLoopback((_, response) => void response.end())
    expect(await failure(loopback.url.replace('http:', 'https:'), { ca })).toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      retryable: false,
      message: expect.stringMatching(
        /^GET https:\S+: the server does not use TLS\. Check http:\/\/ or https:\/\/ in `url`$/,
      ),
    })
  })
})

describe.each(['TLSv1.3', 'TLSv1.2'] as const)('the certificate of a client, by %s,', (maxVersion) => {
  it('is shown to a server that asks for it', async () => {
    const url = await startHttps({ ...(await authority.issue()), ca, requestCert: true, maxVersion })
    await using client = createClient({ url, tls: { ca, ...own } })
    await expect(ping(client)).resolves.toBe(true)
  })

  it('may have an encrypted key with a passphrase', async () => {
    const url = await startHttps({ ...(await authority.issue()), ca, requestCert: true, maxVersion })
    const key = lock(own.key, 'my-passphrase')
    await using client = createClient({ url, tls: { ca, ...own, key, passphrase: 'my-passphrase' } })
    await expect(ping(client)).resolves.toBe(true)
  })

  it.each([
    ['missing', {}],
    ['of another authority', foreign],
  ])('is named as what the server may require if it is %s', async (_, tls) => {
    const url = await startHttps({ ...(await authority.issue()), ca, requestCert: true, maxVersion })
    expect(await failure(url, { ca, ...tls })).toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      message: expect.stringMatching(/^GET https:\S+: .* The server may require a client certificate.*`tls\.key`$/),
    })
  })
})

it('a server that breaks off is not said to require a certificate if it accepted the client before, or without TLS', async () => {
  const server = createServer(await authority.issue(), ({ url }, response) => {
    if (url === '/cut') response.destroy()
    else response.end()
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await using loopback = await startLoopback((_, __, socket) => void socket.destroy())
  await using encrypted = createClient({
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tls: { ca },
    connections: 1,
  })
  await using plain = createClient({ url: loopback.url })
  await expect(ping(encrypted)).resolves.toBe(true)
  for (const client of [encrypted, plain]) {
    await expect(client.request({ method: 'GET', path: '/cut' })).rejects.toMatchObject({
      code: 'FLUXLINE_CONNECTION',
      retryable: true,
      message: expect.not.stringContaining('client certificate'),
    })
  }
})

it.each<[string, TlsOptions, string]>([
  ['a missing authority', { ca: '/no/such.pem' }, '`tls.ca` is neither PEM text nor a file'],
  ['an authority that is not a certificate', { ca: own.key }, '`tls.ca` has no certificate'],
  ['a certificate that is not one', { cert: own.key, key: own.key }, '`tls.cert` has no certificate'],
  ['a certificate without its key', { cert: own.cert }, '`tls.cert` and `tls.key` must be set together'],
  ['a key without its certificate', { key: own.key }, '`tls.cert` and `tls.key` must be set together'],
  ['a missing key', { ...own, key: 'half-a-secret' }, '`tls.key` is neither PEM text nor a file'],
  ['a key that is not a key', { ...own, key: own.cert }, '`tls.key` cannot be read'],
  ['the key of another', { ...own, key: (await authority.issue()).key }, '`tls.key` is not the key of `tls.cert`'],
  ['no passphrase', { ...own, key: lock(own.key, 'open') }, '`tls.key` cannot be read; check it and `tls.passphrase`'],
  ['a wrong passphrase', { ...own, key: lock(own.key, 'open'), passphrase: 'my-secret' }, '`tls.key` cannot be read'],
])('%s is reported when the client is created, and no secret is shown', (_, tls, message) => {
  let error: unknown
  try {
    createClient({ url: 'https://localhost', tls })
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(message) })
  expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/secret|PRIVATE KEY/)
})

it('the certificates of a proxy are checked too', async () => {
  const proxy = { url: 'https://localhost', tls: { ...own, key: (await authority.issue()).key } }
  expect(() => createClient({ url: 'https://localhost', proxy })).toThrow('`proxy.tls.key` is not the key of')
})
