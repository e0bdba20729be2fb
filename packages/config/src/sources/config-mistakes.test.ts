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
    ['in the format', 'config.toml', '[influx2]\ntoken = my-secret', 'config.toml is not valid toml, see line 2'],
    ['in a key', 'config.ini', `${access}timout = 5`, '[influx2] timout is not a setting; did you mean timeout?'],
    [
      'in the case of a key',
      'config.ini',
      '[influx2]\nURL = http://a',
      '[influx2] URL is not a setting; did you mean url?',
    ],
    [
      'in a key that is like no other',
      'config.ini',
      `${access}bucket = b`,
      'bucket is not a setting; use one of url, org,',
    ],
    ['in a boolean', 'config.ini', `${access}verify_ssl = maybe`, 'verify_ssl must be true or false, not "maybe"'],
    ['in an empty boolean', 'config.ini', `${access}verify_ssl =`, 'verify_ssl must be true or false, not ""'],
    [
      'in a time-out',
      'config.ini',
      `${access}timeout = soon`,
      'timeout must be milliseconds, an integer of at least 0, not "soon"',
    ],
    ['in a count', 'config.ini', `${access}connection_pool_maxsize = 0`, 'must be an integer of at least 1, not "0"'],
    ['in a list', 'config.toml', 'url = "http://a"\nprofilers = [1]', 'profilers must be a list of strings'],
    [
      'in a profiler',
      'config.ini',
      `${access}profilers = query, operators`,
      'profilers has the unknown profiler "operators"; did you mean operator?',
    ],
    [
      'in a profiler that is like no other',
      'config.ini',
      `${access}profilers = x`,
      'has the unknown profiler "x"; use query or operator',
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
    const pattern = new RegExp(message.replaceAll(/[[\]?.]/g, '\\$&').replace('\\[^\\]*', '[^]*'))
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
