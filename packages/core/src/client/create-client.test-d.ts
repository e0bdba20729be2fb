import { describe, expectTypeOf, it } from 'vitest'
import { basic, createClient, logTo, retry, session } from '../index.ts'
import type { Client, ClientOptions, RequestSpec, Timeout, WriteOptions } from '../index.ts'

describe('the options of a client', () => {
  it('need only an address', () => {
    expectTypeOf(createClient).toBeCallableWith({ url: 'http://localhost:8086' })
    expectTypeOf(createClient).toBeCallableWith({ url: new URL('http://localhost:8086') })
    // @ts-expect-error: the address has no default
    createClient({ token: 't' })
    // @ts-expect-error: a misspelt option
    createClient({ url: 'http://localhost:8086', tokn: 't' })
  })

  it('take credentials of every kind', () => {
    const user = { username: 'me', password: 'secret' }
    expectTypeOf<ClientOptions['token']>().toEqualTypeOf<string | (() => string | Promise<string>) | undefined>()
    expectTypeOf(session(user)).toExtend<ClientOptions['auth']>()
    expectTypeOf(basic(user)).toExtend<ClientOptions['auth']>()
    // @ts-expect-error: created by session or basic
    createClient({ url: 'http://localhost:8086', auth: user })
  })

  it('name an organization by text, by name or by ID', () => {
    expectTypeOf<'acme' | { id: string } | { name: string }>().toExtend<ClientOptions['org']>()
    // @ts-expect-error: an organization is not a number
    createClient({ url: 'http://localhost:8086', org: 5 })
  })

  it('limit each phase by one number, or by name', () => {
    expectTypeOf<{ connect: number; firstByte: number; idle: number; total: number }>().toExtend<Timeout>()
    expectTypeOf<ClientOptions['timeout']>().toEqualTypeOf<Timeout | undefined>()
    // @ts-expect-error: a misspelt phase
    createClient({ url: 'http://localhost:8086', timeout: { firstbyte: 5 } })
  })

  it('take imported values for what not everyone needs', () => {
    expectTypeOf(retry()).toExtend<ClientOptions['retry']>()
    expectTypeOf([logTo(() => {}), { onRequest() {} }]).toExtend<ClientOptions['hooks']>()
  })

  it('take what only Node supports, and undefined', () => {
    expectTypeOf(createClient).toBeCallableWith({
      url: 'http://localhost:8086',
      token: undefined,
      timeout: undefined,
      gzip: { threshold: 500, level: 9 },
      tls: { verify: true, ca: ['a', 'b'] },
      proxy: 'environment',
      connections: 10,
      fetch: undefined,
    })
  })
})

it("a call overrides the client's options", () => {
  expectTypeOf<RequestSpec['headers']>().toEqualTypeOf<ClientOptions['headers']>()
  expectTypeOf<RequestSpec['gzip']>().toEqualTypeOf<ClientOptions['gzip']>()
  expectTypeOf<RequestSpec['timeout']>().toEqualTypeOf<ClientOptions['timeout']>()
  expectTypeOf<WriteOptions['org']>().toEqualTypeOf<ClientOptions['org']>()
  expectTypeOf<WriteOptions['defaultTags']>().toEqualTypeOf<ClientOptions['defaultTags']>()
  expectTypeOf<WriteOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>()
})

it('an older client without a signal for closing is a client too', () => {
  expectTypeOf<Omit<Client, 'closing'>>().toExtend<Client>()
})
