import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromConfigFile, sourcesOf } from '../index.ts'
import type { Config, ConfigFileOptions } from '../index.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-config-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function read(name: string, text: string, options?: ConfigFileOptions): Promise<Config> {
  const path = join(folder, name)
  await writeFile(path, text)
  return fromConfigFile(path, { env: { CENTER: 'west' }, ...options })
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

const access = '[influx2]\nurl = http://a\ntoken = my-secret\n'

describe('a file', () => {
  it.each([
    ['config.ini', ini],
    ['config.toml', toml],
    ['config.json', json],
  ])('named %s has the options of a client', async (name, text) => {
    const { Customer: customer, ...tags } = expected.defaultTags
    // Keys of ini files are in lower case.
    const defaultTags = name.endsWith('.ini') ? { ...tags, customer } : expected.defaultTags
    expect(await read(name, text)).toEqual({ ...expected, defaultTags })
  })

  it('can set every option', async () => {
    const text = `[influx]
url = "https://a"
org = "0123456789abcdef"
username = "me"
password = "my-secret"
timeout = 6000
enable_gzip = true
verify_ssl = true
ssl_ca_cert = "ca.pem"
cert_file = "cert.pem"
cert_key_file = "key.pem"
cert_key_password = "my-secret"
connection_pool_maxsize = 25
proxy = "http://me:my-secret@proxy:8080"
profilers = "query, operator"
`
    expect(await read('config.toml', text)).toEqual({
      url: 'https://a',
      org: '0123456789abcdef',
      user: { username: 'me', password: 'my-secret' },
      timeout: 6000,
      gzip: true,
      tls: { verify: true, ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem', passphrase: 'my-secret' },
      connections: 25,
      proxy: 'http://me:my-secret@proxy:8080',
      profilers: ['query', 'operator'],
    })
  })

  it('uses defaults for unset options', async () => {
    const config = await read('config.ini', `${access}org =\nssl_ca_cert = \${env.GONE:-}\n`)
    expect(config).toEqual({ url: 'http://a', token: 'my-secret' })
  })

  it('can have its settings in a section with any name, and with its own tags', async () => {
    const text = '[prod]\nurl = "http://a"\ntoken = "x"\n[test]\nurl = "http://b"\ntoken = "y"\n[test.tags]\nA.b = 1\n'
    const toml = text.replace('A.b', '"A.b"')
    expect(await read('config.toml', toml, { section: 'prod' })).toEqual({ url: 'http://a', token: 'x' })
    expect(await read('config.toml', toml, { section: 'test' })).toMatchObject({
      url: 'http://b',
      defaultTags: { 'A.b': '1' },
    })
    await expect(read('config.toml', toml, { section: 'none' })).rejects.toThrow(
      'no section [none]; it has prod, test.',
    )
  })

  it('prefers the section influx2 to influx', async () => {
    const text = `[influx]\nurl = http://b\ntoken = y\n${access}`
    expect(await read('config.ini', text)).toMatchObject({ url: 'http://a' })
  })

  it('takes basic authentication from the token, or from user name and password', async () => {
    const basic = (extra: string): Promise<Config> =>
      read('config.ini', `[influx2]\nurl = http://a\nauth_basic = yes\n${extra}`)
    const headers = { authorization: `Basic ${Buffer.from('mé:my-secret').toString('base64')}` }
    expect(await basic('token = mé:my-secret')).toEqual({ url: 'http://a', headers })
    expect(await basic('username = mé\npassword = my-secret')).toEqual({ url: 'http://a', headers })
    expect(await read('config.ini', `${access}auth_basic = no`)).toEqual({ url: 'http://a', token: 'my-secret' })
  })
})

describe('${env.NAME}', () => {
  const env = { HOST: 'a', TOKEN: 'my-secret', MS: '50', EMPTY: '', P: 'query' }

  it('is replaced by a variable in every value, inside a text and a list', async () => {
    const text = `[influx2]
url = "http://\${env.HOST}:\${env.PORT:-8086}/x"
token = "\${env.TOKEN}"
timeout = "\${env.MS}"
verify_ssl = "\${env.VERIFY:-no}"
profilers = ["\${env.P}", "\${env.EMPTY:-operator}"]
[tags]
site = "\${env.EMPTY}\${env.GONE:-north:1}"
`
    expect(await read('config.toml', text, { env })).toEqual({
      url: 'http://a:8086/x',
      token: 'my-secret',
      timeout: 50,
      tls: { verify: false },
      profilers: ['query', 'operator'],
      defaultTags: { site: 'north:1' },
    })
  })

  it('is an error that names the variable and the setting if it is not set', async () => {
    await expect(read('config.ini', `${access}org = \${env.GONE}`, { env })).rejects.toThrow(
      /config\.ini \[influx2\] org needs the variable GONE, which is not set; .*\$\{env\.GONE:-value\}/,
    )
  })
})

describe('overrides', () => {
  it('take precedence over the file, and can add options', async () => {
    const config = await read('config.ini', '[influx2]\nurl = http://a\nverify_ssl = no', {
      token: 't',
      timeout: 1,
      tls: { ca: 'ca.pem' },
      org: undefined,
    })
    expect(config).toEqual({ url: 'http://a', token: 't', timeout: 1, tls: { ca: 'ca.pem' } })
  })

  it('with credentials replace those of the file', async () => {
    const user = { username: 'me', password: 'pw' }
    expect(await read('config.ini', access, { user })).toEqual({ url: 'http://a', user })
    const signedIn = '[influx2]\nurl = http://a\nusername = me\npassword = pw\nauth_basic = on'
    expect(await read('config.ini', signedIn, { token: 't' })).toEqual({ url: 'http://a', token: 't' })
    const headers = { Authorization: 'Bearer x' }
    expect(await read('config.ini', '[influx2]\nurl = http://a', { headers })).toEqual({ url: 'http://a', headers })
  })
})

it('returns the source of each option, without values', async () => {
  const config = await read('config.ini', ini, { timeout: 5 })
  expect(sourcesOf(config)).toMatchObject({
    url: expect.stringMatching(/config\.ini \[influx2\] url$/),
    'tls.verify': expect.stringMatching(/config\.ini \[influx2\] verify_ssl$/),
    'defaultTags.customer': expect.stringMatching(/config\.ini \[tags\] customer$/),
    timeout: 'The overrides',
  })
  expect(inspect(sourcesOf(config))).not.toContain('my-secret')
})

describe('settings of the application in the same file', () => {
  const others = 'bucket = b\nmeasurement = m\nbatch_size = 50\nlog_bucket = l\nupdate_period = 30\nformat = %H:%M\n'

  it.each([
    ['config.ini', `${access}${others}[sensor]\ninterval=10 # seconds\nrate = 5%\n`],
    ['config.cfg', `${access}${others}`],
    ['config', `${access}${others}`],
    ['config.toml', '[influx2]\nurl = "http://a"\ntoken = "my-secret"\nupdate_period = 30\n[sensor]\ntokn = 1\n'],
    ['config.json', '{"url": "http://a", "token": "my-secret", "active": true, "sensor": {"tokn": 1}}'],
    ['config.ini', '{"url": "http://a", "token": "my-secret", "active": true}'],
  ])('are left alone in %s', async (name, text) => {
    expect(await read(name, text)).toEqual({ url: 'http://a', token: 'my-secret' })
  })

  it.each(['tokn', 'Tokens', 'orgs', 'uri', 'timout', 'verify_sll', 'verifySsl', 'enable-gzip', 'ssl_ca_certs'])(
    'may not be nearly one of ours: %s',
    async (key) => {
      await expect(read('config.ini', `${access}${key} = x`)).rejects.toThrow(
        new RegExp(`\\[influx2\\] ${key.toLowerCase()} is not a setting; did you mean`),
      )
    },
  )
})

it('names the sections of a file that has none of its name', async () => {
  const text = access.replace('influx2', 'test_name')
  await expect(read('config.ini', text)).rejects.toThrow(
    "config.ini has no section [influx2], but test_name; choose one with { section: 'test_name' }.",
  )
  await expect(read('config.ini', text, { config_name: 'test_name' } as never)).rejects.toThrow(
    '"config_name" of Python\'s client is called "section" here.',
  )
  expect(await read('config.ini', text, { section: 'test_name' })).toMatchObject({ token: 'my-secret' })
})

it('moves the user of an address to the options of the user', async () => {
  expect(await read('config.ini', '[influx2]\nurl = http://me:my%%40secret@a:8086/x')).toEqual({
    url: 'http://a:8086/x',
    user: { username: 'me', password: 'my@secret' },
  })
  await expect(read('config.ini', access.replace('//', '//me:pw@'))).rejects.toThrow('are mutually exclusive')
})

it('hides secrets from console.log and JSON, but not in a copy', async () => {
  const text = `[influx2]
url = http://a
username = me
password = my-secret
proxy = http://me:my-secret@proxy
cert_key_file = "-----BEGIN PRIVATE KEY----- my-secret"
cert_key_password = my-secret
`
  const headers = { 'x-key': 'my-secret' }
  const configs = [
    await read('config.ini', text, { headers }),
    await read('config.ini', access),
    await read('config.ini', access, { url: 'http://a://me:my-secret@a' }),
  ]
  for (const config of configs) {
    for (const shown of [
      inspect(config),
      inspect(config, { showHidden: true, depth: 10 }),
      JSON.stringify({ config }),
    ]) {
      expect(shown).not.toContain('my-secret')
      expect(shown).toContain('http://')
    }
    expect(JSON.stringify(Object.entries({ ...config }))).toContain('my-secret')
  }
})
