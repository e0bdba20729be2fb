import { describe, expectTypeOf, it } from 'vitest'
import { basic, createClient, logTo, retry, session } from '../index.ts'
import type { Client, ClientOptions, RequestSpec, Timeout, WriteOptions } from '../index.ts'

describe('the options of a client', () => {
  it('need an address alone', () => {
    expectTypeOf(createClient).toBeCallableWith({ url: 'http://localhost:8086' })
    expectTypeOf(createClient).toBeCallableWith({ url: new URL('http://localhost:8086') })
    // @ts-expect-error: there is no default address
    createClient({ token: 't' })
    // @ts-expect-error: a misspelt option is no option
    createClient({ url: 'http://localhost:8086', tokn: 't' })
  })

  it('take credentials of every kind', () => {
    const user = { username: 'me', password: 'secret' }
    expectTypeOf<ClientOptions['token']>().toEqualTypeOf<string | (() => string | Promise<string>) | undefined>()
    expectTypeOf(session(user)).toExtend<ClientOptions['auth']>()
    expectTypeOf(basic(user)).toExtend<ClientOptions['auth']>()
    // @ts-expect-error: they are made by session or basic
    createClient({ url: 'http://localhost:8086', auth: user })
  })

  it('name an organization by text, or by what it is', () => {
    expectTypeOf<'acme' | { id: string } | { name: string }>().toExtend<ClientOptions['org']>()
    // @ts-expect-error: an organization is no number
    createClient({ url: 'http://localhost:8086', org: 5 })
  })

  it('bound each phase by one number, or by names', () => {
    expectTypeOf<{ connect: number; firstByte: number; idle: number; total: number }>().toExtend<Timeout>()
    expectTypeOf<ClientOptions['timeout']>().toEqualTypeOf<Timeout | undefined>()
    // @ts-expect-error: a misspelt phase is no phase
    createClient({ url: 'http://localhost:8086', timeout: { firstbyte: 5 } })
  })

  it('take values to import for what not everyone needs', () => {
    expectTypeOf(retry()).toExtend<ClientOptions['retry']>()
    expectTypeOf([logTo(() => {}), { onRequest() {} }]).toExtend<ClientOptions['hooks']>()
  })

  it('take what only Node can do, and undefined for what is not given', () => {
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

it('a call overrides what the client says', () => {
  expectTypeOf<RequestSpec['headers']>().toEqualTypeOf<ClientOptions['headers']>()
  expectTypeOf<RequestSpec['gzip']>().toEqualTypeOf<ClientOptions['gzip']>()
  expectTypeOf<RequestSpec['timeout']>().toEqualTypeOf<ClientOptions['timeout']>()
  expectTypeOf<WriteOptions['org']>().toEqualTypeOf<ClientOptions['org']>()
  expectTypeOf<WriteOptions['defaultTags']>().toEqualTypeOf<ClientOptions['defaultTags']>()
  expectTypeOf<WriteOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>()
})

it('an older client, which has no signal of its closing, is a client too', () => {
  expectTypeOf<Omit<Client, 'closing'>>().toExtend<Client>()
})
