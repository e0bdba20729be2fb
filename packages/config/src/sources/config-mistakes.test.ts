import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromConfigFile } from '../index.ts'
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

const access = '[influx2]\nurl = http://a\ntoken = my-secret\n'

describe('a mistake', () => {
  it.each([
    [
      'in the name of the file',
      'config.yaml',
      'url: x',
      'config.yaml: unsupported file type; use .ini, .toml or .json.',
    ],
    [
      'in the format',
      'config.toml',
      '[influx2]\ntoken = my-secret',
      'config.toml, line 2 is not valid TOML: token must be true or false in lower case, a number, or text in double quotes.',
    ],
    [
      'in a boolean of TOML',
      'config.toml',
      '[influx2]\nauth_basic = False',
      'line 2 is not valid TOML: auth_basic must be true or false in lower case',
    ],
    [
      'in another line of TOML',
      'config.toml',
      '[influx2\nauth_basic = False',
      'line 1 is not valid TOML; write key = "value".',
    ],
    [
      'of two equal sections',
      'config.ini',
      `${access}[a]\n${access}`,
      'line 5 repeats the section of line 1; remove one.',
    ],
    ['of two equal keys', 'config.ini', `${access}Token = x`, 'line 4 repeats the key of line 3; remove one.'],
    ['in a percent sign', 'config.ini', `${access}org = 5%`, '[influx2] org contains a single %; write %%.'],
    [
      'in a reference',
      'config.ini',
      `${access}org = %(nope)s`,
      'org refers by %(…)s to a key that its section does not have',
    ],
    [
      'in a circle of references',
      'config.ini',
      `${access}org = %(proxy)s\nproxy = %(org)s`,
      'org refers to itself by %(…)s',
    ],
    [
      'in an incomplete reference',
      'config.ini',
      `${access}org = \${env.X`,
      'org has an incomplete reference; write ${env.NAME} or ${env.NAME:-fallback}',
    ],
    [
      'of quotes around quotes',
      'config.toml',
      'url = "http://a"\ntoken = "\'my-secret\'"',
      'token has quotes around its value, which would be part of it; remove them.',
    ],
    ['in a key', 'config.ini', `${access}timout = 5`, '[influx2] timout is not a setting; did you mean timeout?'],
    ['in a boolean', 'config.ini', `${access}verify_ssl = maybe`, 'verify_ssl must be true or false'],
    ['in an empty boolean', 'config.ini', `${access}verify_ssl =`, 'verify_ssl must be true or false'],
    [
      'in a time-out',
      'config.ini',
      `${access}timeout = soon`,
      'timeout must be milliseconds, an integer of at least 0',
    ],
    ['in a count', 'config.ini', `${access}connection_pool_maxsize = 0`, 'must be an integer of at least 1, not 0'],
    ['in a list', 'config.toml', 'url = "http://a"\nprofilers = [1]', 'profilers must be a list of strings'],
    [
      'in a profiler',
      'config.ini',
      `${access}profilers = query, operators`,
      'profilers has operators; did you mean operator?',
    ],
    [
      'in a profiler that is like no other',
      'config.ini',
      `${access}profilers = x`,
      'has an unknown profiler; use query or operator',
    ],
    ['without url', 'config.ini', '[influx2]\ntoken = t', 'config.ini [influx2] has no url'],
    [
      'without token',
      'config.ini',
      '[influx2]\nurl = http://a',
      'config.ini [influx2] has neither a token nor a username and password',
    ],
    [
      'without password',
      'config.ini',
      '[influx2]\nurl = http://a\nusername = me',
      'username: username and password must be set together',
    ],
    ['with token and user', 'config.ini', `${access}username = me`, 'token and [^]* username are mutually exclusive'],
  ])('%s is an error that shows no secret', async (_, name, text, message) => {
    const error: unknown = await read(name, text).catch((caught: unknown) => caught)
    const pattern = new RegExp(message.replaceAll(/[[\]?.$()|{}]/g, '\\$&').replace('\\[^\\]*', '[^]*'))
    expect(error).toMatchObject({ code: 'FLUXLINE_CONFIG', message: expect.stringMatching(pattern) })
    expect(inspect(error)).not.toContain('my-secret')
  })

  it('in the path is an error', async () => {
    await expect(fromConfigFile(join(folder, 'gone.ini'))).rejects.toThrow('gone.ini cannot be read (ENOENT)')
  })

  it.each([
    ['1', true],
    ['on', true],
    ['Yes', true],
    ['TRUE', true],
    ['0', false],
    ['off', false],
    ['no', false],
  ])('is not made by verify_ssl = %s, which is %s', async (text, verify) => {
    expect((await read('config.ini', `${access}verify_ssl = ${text}`)).tls).toEqual({ verify })
  })
})
