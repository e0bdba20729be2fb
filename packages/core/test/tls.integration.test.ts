import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startInfluxd } from '@fluxline/influxd'
import type { InfluxServer } from '@fluxline/influxd'
import { Authority } from '@fluxline/test-support'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient, health, session, setup, write } from '../src/index.ts'
import { count } from './query.ts'

// This server has a certificate, so the test starts it separately.
const env = { ...process.env, FLUXLINE_TEST_URL: '', FLUXLINE_TEST_TOKEN: '', FLUXLINE_TEST_ORG: '' }
const authority = await Authority.create()
const tls = { ca: authority.cert }
const owner = { username: 'me', password: 'my-password', org: 'acme', bucket: 'metrics' }
let folder: string
let server: InfluxServer
let url: string
let token: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-tls-'))
  const { cert, key } = await authority.issue()
  await writeFile(join(folder, 'cert.pem'), cert)
  await writeFile(join(folder, 'key.pem'), key)
  const flags = ['--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')]
  server = await startInfluxd({ env, flags })
  url = server.url.replace('http:', 'https:')
  await using client = createClient({ url, tls })
  token = (await setup(client, owner)).token
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

it('InfluxDB with a certificate of a private authority is written to and read from', async () => {
  await using client = createClient({ url, token, org: owner.org, tls })
  await write(client, 'm v=1 1', { bucket: owner.bucket, gzip: { threshold: 0 } })
  expect(await count(client, owner.bucket, 'm')).toBe(1)
})

it('InfluxDB with a certificate accepts sessions, whose cookie it marks as secure', async () => {
  await using client = createClient({ url, org: owner.org, auth: session(owner), tls })
  await write(client, 'signed v=1 1', { bucket: owner.bucket })
  expect(await count(client, owner.bucket, 'signed')).toBe(1)
})

it('a certificate of an unknown authority is refused', async () => {
  await using client = createClient({ url, token })
  await expect(health(client)).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION', retryable: false })
})

it('InfluxDB with a certificate refuses plain HTTP', async () => {
  await using client = createClient({ url: server.url, token })
  await expect(health(client)).rejects.toMatchObject({
    status: 400,
    serverMessage: 'Client sent an HTTP request to an HTTPS server.',
  })
})
