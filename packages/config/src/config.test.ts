import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromCliConfig, fromConfigFile, fromConnectionString, fromEnv, sourcesOf } from './index.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-config-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const ini = `[influx2]
url = http://localhost:8086
org = acme
token = my-secret
timeout = 6000
connection_pool_maxsize = 25
verify_ssl = off
profilers = query, operator
proxy = http://proxy:8080

[tags]
id = 132-987-655
Customer = California Miner
center = \${env.CENTER}
`
const toml = `[influx]
url = "http://localhost:8086"
org = "acme"
token = "my-secret"
timeout = 6_000
connection_pool_maxsize = 25
verify_ssl = false
profilers = ["query", "operator"]
proxy = "http://proxy:8080"

[tags]
id = "132-987-655"
Customer = "California Miner"
center = "\${env.CENTER}"
`
const json = JSON.stringify({
  url: 'http://localhost:8086',
  org: 'acme',
  token: 'my-secret',
  timeout: 6000,
  connection_pool_maxsize: 25,
  verify_ssl: false,
  profilers: 'query, operator',
  proxy: 'http://proxy:8080',
  tags: { id: '132-987-655', Customer: 'California Miner', center: '${env.CENTER}' },
})
const expected = {
  url: 'http://localhost:8086',
  org: 'acme',
  token: 'my-secret',
  timeout: 6000,
  connections: 25,
  tls: { verify: false },
  profilers: ['query', 'operator'],
  proxy: 'http://proxy:8080',
  defaultTags: { id: '132-987-655', Customer: 'California Miner', center: 'west' },
}

describe('a file', () => {
  it.each([
    ['config.ini', ini],
    ['config.toml', toml],
    ['config.json', json],
  ])('named %s gives the options of a client', async (name, text) => {
    expect(await fromConfigFile(await file(name, text), { env: { CENTER: 'west' } })).toEqual(expected)
  })

  it('is beaten by overrides, which may give what it lacks', async () => {
    const path = await file('config.ini', '[influx2]\nurl = http://localhost:8086\n')
    expect(await fromConfigFile(path, { token: 't', timeout: 1 })).toEqual({
      url: 'http://localhost:8086',
      token: 't',
      timeout: 1,
    })
  })

  it('may have its settings in a section of any name', async () => {
    const path = await file('config.ini', '[prod]\nurl = http://a\ntoken = x\n[test]\nurl = http://b\ntoken = y\n')
    expect(await fromConfigFile(path, { section: 'test' })).toMatchObject({ url: 'http://b' })
    await expect(fromConfigFile(path, { section: 'none' })).rejects.toThrow('no section [none]; it has prod, test')
  })

  it('says where each value came from, and no value', async () => {
    const config = await fromConfigFile(await file('config.ini', ini), { env: { CENTER: 'west' } })
    expect(sourcesOf(config)['verify_ssl']).toMatch(/config\.ini \[influx2\] verify_ssl$/)
    expect(inspect(sourcesOf(config))).not.toContain('my-secret')
  })

  it.each([
    ['that is not there', 'gone.ini', undefined, 'cannot be read (ENOENT)'],
    ['of another kind', 'config.yaml', 'url: x', 'none of .ini, .toml and .json'],
    ['that is not valid', 'config.toml', '[influx2]\ntoken = my-secret', 'is not valid toml, see line 2'],
    ['with an unknown key', 'config.ini', '[influx2]\nurl = http://a\ntoken = t\ntimout = 5', 'did you mean timeout?'],
    [
      'with an unclear boolean',
      'config.ini',
      '[influx2]\nurl = http://a\ntoken = t\nverify_ssl = maybe',
      'neither yes nor no',
    ],
    [
      'with a time-out that is none',
      'config.ini',
      '[influx2]\nurl = http://a\ntoken = t\ntimeout = soon',
      'write milliseconds',
    ],
    ['without a url', 'config.ini', '[influx2]\ntoken = t', 'has no url'],
    ['without a token', 'config.ini', '[influx2]\nurl = http://a', 'has no token'],
    [
      'with a variable that is not set',
      'config.ini',
      '[influx2]\nurl = http://a\ntoken = ${env.GONE}',
      'variable GONE, which is not set',
    ],
  ])('%s is an error that says so, without a secret', async (_, name, text, message) => {
    const path = text === undefined ? join(folder, name) : await file(name, text)
    const error: unknown = await fromConfigFile(path, { env: {} }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'FLUXLINE_CONFIG', message: expect.stringContaining(message) })
    expect(inspect(error)).not.toContain('my-secret')
  })

  it.each([
    ['1', true],
    ['on', true],
    ['Yes', true],
    ['TRUE', true],
    ['0', false],
    ['off', false],
    ['no', false],
  ])('reads verify_ssl = %s as %s', async (text, verify) => {
    const path = await file('config.ini', `[influx2]\nurl = http://a\ntoken = t\nverify_ssl = ${text}`)
    expect((await fromConfigFile(path)).tls).toEqual({ verify })
  })
})

describe('the environment', () => {
  it('gives every setting by its variable', () => {
    const env = {
      INFLUXDB_V2_URL: 'http://localhost:8086',
      INFLUXDB_V2_TOKEN: 't',
      INFLUXDB_V2_ORG: 'o',
      INFLUXDB_V2_TIMEOUT: '55000',
      INFLUXDB_V2_VERIFY_SSL: 'no',
      INFLUXDB_V2_SSL_CA_CERT: 'ca.pem',
      INFLUXDB_V2_CERT_FILE: 'cert.pem',
      INFLUXDB_V2_CERT_KEY_FILE: 'key.pem',
      INFLUXDB_V2_CERT_KEY_PASSWORD: 'p',
      INFLUXDB_V2_CONNECTION_POOL_MAXSIZE: '15',
      INFLUXDB_V2_PROFILERS: 'query,operator',
      INFLUXDB_V2_TAG_site: 'a',
      HOME: '/home/me',
    }
    expect(fromEnv(env)).toEqual({
      url: 'http://localhost:8086',
      token: 't',
      org: 'o',
      timeout: 55_000,
      connections: 15,
      profilers: ['query', 'operator'],
      tls: { verify: false, ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem', passphrase: 'p' },
      defaultTags: { site: 'a' },
    })
  })

  it("falls back to the names of InfluxDB's own tools", () => {
    const env = { INFLUX_HOST: 'http://a', INFLUX_TOKEN: 'x', INFLUX_ORG: 'o', INFLUXDB_V2_TOKEN: 'y' }
    const config = fromEnv(env)
    expect(config).toEqual({ url: 'http://a', token: 'y', org: 'o' })
    expect(sourcesOf(config)).toMatchObject({
      url: 'The variable INFLUX_HOST',
      token: 'The variable INFLUXDB_V2_TOKEN',
    })
  })

  it('makes up nothing', () => {
    expect(() => fromEnv({})).toThrow('The environment has no url')
    expect(() => fromEnv({ INFLUXDB_V2_URL: 'http://a' })).toThrow('has no token')
    expect(() => fromEnv({ INFLUXDB_V2_TOKNE: 'x' })).toThrow('did you mean token?')
  })

  it('may name a user, or ask for basic authentication by the token', () => {
    const url = { INFLUXDB_V2_URL: 'http://a' }
    expect(fromEnv({ ...url, INFLUXDB_V2_USERNAME: 'me', INFLUXDB_V2_PASSWORD: 'pw' })).toEqual({
      url: 'http://a',
      user: { username: 'me', password: 'pw' },
    })
    expect(fromEnv({ ...url, INFLUXDB_V2_TOKEN: 'me:pw', INFLUXDB_V2_AUTH_BASIC: 'true' })).toEqual({
      url: 'http://a',
      headers: { authorization: 'Basic bWU6cHc=' },
    })
  })
})

describe('a connection string', () => {
  it('has the settings in its query', () => {
    expect(fromConnectionString('https://influx.example/path?org=acme&token=t%26x&timeout=5000&tags.site=a')).toEqual({
      url: 'https://influx.example/path',
      org: 'acme',
      token: 't&x',
      timeout: 5000,
      defaultTags: { site: 'a' },
    })
  })

  it('is refused without showing it', () => {
    expect(() => fromConnectionString('my-secret')).toThrow(expect.not.stringContaining('my-secret') as never)
    expect(() => fromConnectionString('http://a?token=x&tokenn=y')).toThrow('did you mean token?')
  })
})

describe('the profiles of the influx CLI', () => {
  const text = `[default]
  url = "http://localhost:8086"
  token = "a"
  org = "o"
  previous = true
[eu]
  url = "https://eu"
  token = "b"
  org = "p"
  active = true
`

  it('give the active one, or one by its name', async () => {
    const path = await file('configs', text)
    expect(await fromCliConfig({ path })).toEqual({ url: 'https://eu', token: 'b', org: 'p' })
    expect(await fromCliConfig({ path, profile: 'default' })).toEqual({
      url: 'http://localhost:8086',
      token: 'a',
      org: 'o',
    })
    await expect(fromCliConfig({ path, profile: 'us' })).rejects.toThrow('no profile [us]; it has default, eu')
  })
})
