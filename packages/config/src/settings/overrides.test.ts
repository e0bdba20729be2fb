import { describe, expect, it } from 'vitest'
import { fromCliConfig, fromConfigFile, fromConnectionString, fromEnv, OptionError } from '../index.ts'

const env = { INFLUX_HOST: 'http://a', INFLUX_TOKEN: 't' }
const text = 'http://a?token=t'

describe('a wrong argument is an OptionError:', () => {
  it.each<[string, () => unknown, string]>([
    [
      'an unknown override',
      () => fromEnv(env, { tokn: 'x' } as never),
      'fromEnv: unknown option "tokn". Did you mean "token"?',
    ],
    [
      'an unknown member of tls',
      () => fromEnv(env, { tls: { verfy: false } } as never),
      'fromEnv, tls: unknown option "verfy". Did you mean "verify"?',
    ],
    [
      'an unknown member of user',
      () => fromEnv(env, { user: { name: 'me', password: 'p' } } as never),
      'fromEnv, user: unknown option "name".',
    ],
    ['overrides that are text', () => fromEnv(env, 'token' as never), 'fromEnv takes options as an object'],
    [
      'an environment that is text',
      () => fromEnv('INFLUX_TOKEN' as never),
      'fromEnv takes the variables as an object.',
    ],
    [
      'an unknown option of a connection string',
      () => fromConnectionString(text, { evn: {} } as never),
      'fromConnectionString: unknown option "evn". Did you mean "env"?',
    ],
    ['no connection string', () => fromConnectionString(undefined as never), 'not undefined'],
    [
      'an unknown option of a file',
      () => fromConfigFile('x.ini', { sectoin: 'a' } as never),
      'fromConfigFile: unknown option "sectoin". Did you mean "section"?',
    ],
    ['options instead of a path', () => fromConfigFile({ section: 'a' } as never), 'The path is an object'],
    [
      'an unknown option of a profile',
      () => fromCliConfig({ profil: 'a' } as never),
      'fromCliConfig: unknown option "profil". Did you mean "profile"?',
    ],
  ])('%s', async (_, act, message) => {
    const error: unknown = await new Promise((resolve) => resolve(act())).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(message) })
  })
})

it('takes an override that is undefined', () => {
  expect(fromEnv(env, { org: undefined, tls: undefined })).toEqual({ url: 'http://a', token: 't' })
})

it('takes the credentials of overrides instead of those of the configuration, also from a header', () => {
  const headers = { Authorization: 'Bearer x' }
  expect(fromEnv(env, { headers })).toEqual({ url: 'http://a', headers })
  expect(fromEnv(env, { token: 'u', headers: { 'x-trace': '1' } })).toMatchObject({ token: 'u' })
  expect(fromEnv(env, { token: 'u', headers })).toEqual({ url: 'http://a', token: 'u', headers })
})

it('shows nothing of the query of an address', () => {
  const config = fromEnv({ ...env, INFLUX_HOST: 'http://a?token=secret#secret', INFLUXDB_V2_PROXY: 'http://p/?secret' })
  expect(JSON.stringify(config)).not.toContain('secret')
  expect(config.url).toBe('http://a?token=secret#secret')
})
