import { startInfluxd } from '@fluxline/influxd'
import { useBucket } from '@fluxline/test-support'
import type { Access } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createClient, session, write } from '../src/index.ts'
import type { Client, ClientOptions, Hooks, Password } from '../src/index.ts'
import { createUser, patch, remove } from './admin.ts'

const access = useBucket()

function openAdmin(): Client {
  return createClient({ url: access.url, token: access.token, org: access.org })
}

/** A client of a user, and its requests: `POST /api/v2/signin 204`. */
function given(
  { url, org }: Pick<Access, 'url' | 'org'>,
  user: Password,
  options?: Partial<ClientOptions>,
): { client: Client; seen: string[] } {
  const seen: string[] = []
  const hooks: Hooks = {
    onResponse: (event) => void seen.push(`${event.method} ${new URL(event.url).pathname} ${event.status}`),
  }
  return { client: createClient({ url, org, auth: session(user), hooks, ...options }), seen }
}

describe('a session', () => {
  it('writes with user name and password, and ends with the client', async () => {
    await using admin = openAdmin()
    const user = await createUser(admin, access)
    let cookie = ''
    const spy: typeof fetch = (input, init) => {
      cookie = new Headers(init?.headers).get('cookie') ?? cookie
      return fetch(input, init)
    }
    const { client, seen } = given(access, user, { fetch: spy })
    await write(client, 'signed v=1 1', { bucket: access.bucket })
    await write(client, 'signed v=2 2', { bucket: access.bucket })
    await client.close()
    expect(seen).toEqual([
      'POST /api/v2/signin 204',
      'POST /api/v2/write 204',
      'POST /api/v2/write 204',
      'POST /api/v2/signout 204',
    ])
    await using late = createClient({ url: access.url, headers: { cookie } })
    await expect(late.request({ method: 'GET', path: '/api/v2/me' })).rejects.toMatchObject({ status: 401 })
    await remove(admin, `/api/v2/users/${user.id}`)
  })

  it.each(['inactive', 'deleted'])('of a user who is %s is refused, with the reason', async (fate) => {
    await using admin = openAdmin()
    const user = await createUser(admin, access)
    await using client = given(access, user).client
    await write(client, 'signed v=1 1', { bucket: access.bucket })
    if (fate === 'deleted') await remove(admin, `/api/v2/users/${user.id}`)
    else await patch(admin, `/api/v2/users/${user.id}`, { status: 'inactive' })
    await expect(write(client, 'signed v=1 1', { bucket: access.bucket })).rejects.toMatchObject({
      status: 403,
      serverMessage: 'User is inactive',
    })
  })

  it('with a wrong password is refused', async () => {
    await using client = given(access, { username: 'nobody', password: 'nothing-at-all' }).client
    await expect(write(client, 'signed v=1 1', { bucket: access.bucket })).rejects.toMatchObject({
      status: 401,
      path: '/api/v2/signin',
    })
  })
})

// These servers are restarted, or forget sessions at once, so the tests start them separately.
const env = { ...process.env, FLUXLINE_TEST_URL: '', FLUXLINE_TEST_TOKEN: '', FLUXLINE_TEST_ORG: '' }
const password = 'my-password'

describe('a session that has ended', () => {
  it('is renewed once for all calls', async () => {
    await using server = await startInfluxd({ env })
    const own = await server.setup({ password })
    const { client, seen } = given(own, { username: 'fluxline', password })
    await write(client, 'm v=0', { bucket: own.bucket })
    // Sessions live in the server's memory.
    await server.restart()
    seen.length = 0
    await Promise.all([1, 2, 3, 4].map((n) => write(client, `m v=${n}`, { bucket: own.bucket })))
    expect(seen.filter((line) => line.includes('signin'))).toEqual(['POST /api/v2/signin 204'])
    await client.close()
  })

  it('is an error if the second one ends before it is used too', async () => {
    await using server = await startInfluxd({ env, flags: ['--session-length', '0'] })
    const own = await server.setup({ password })
    const { client, seen } = given(own, { username: 'fluxline', password })
    await expect(write(client, 'm v=0', { bucket: own.bucket })).rejects.toMatchObject({
      status: 401,
      path: '/api/v2/write',
    })
    expect(seen).toEqual([
      'POST /api/v2/signin 204',
      'POST /api/v2/write 401',
      'POST /api/v2/signin 204',
      'POST /api/v2/write 401',
    ])
    await client.close()
  })
})
