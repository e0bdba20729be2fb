import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { stringify as stringifyToml } from 'smol-toml'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromConfigFile } from '../index.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-config-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const read = async (name: string, content: string | Uint8Array): Promise<unknown> =>
  fromConfigFile(await file(name, content), { env: {} }).catch((error: unknown) => error)

const head = '[influx2]\nurl = http://a\ntoken = my-secret\n'

describe('a file', () => {
  it.each([
    ['with a byte order mark', `\uFEFF${head}`],
    ['with the line ends of Windows', head.replaceAll('\n', '\r\n')],
    ['with comments and blank lines', `; one\n# two\n\n${head}  ; three\n`],
    ['with quotes', '[influx2]\nurl = "http://a"\ntoken = "my-secret"\n'],
    ['with colons', '[influx2]\nurl: http://a\ntoken:my-secret\n'],
    ['with indented lines', '  [influx2]\n  url = http://a\n  token = my-secret\n'],
    ['with defaults', '[DEFAULT]\ntoken = my-secret\n[influx2]\nurl = http://a\n[tags]\n'],
    ['with keys in capitals', '[influx2]\nURL = http://a\nToken = my-secret\n'],
    ['with references', '[DEFAULT]\nhost = a\n[influx2]\nurl = http://%(Host)s\ntoken = my-secret\n'],
  ])('%s is read', async (_, text) => {
    expect(await read('config.ini', text)).toEqual({ url: 'http://a', token: 'my-secret' })
  })

  it.each<[string, string, string | Uint8Array, string]>([
    ['that is empty', 'config.ini', '', 'has no settings; write url, token and org in a section [influx2].'],
    ['that is empty', 'config.toml', '', 'has no settings'],
    ['that is empty', 'config.json', '', 'is not valid JSON'],
    ['that is binary', 'config.ini', Uint8Array.from({ length: 256 }, (_, n) => n), 'is not UTF-8'],
    ['in UTF-16', 'config.ini', Buffer.from(`\uFEFF${head}`, 'utf16le'), 'is not UTF-8'],
    ['that is cut', 'config.json', '{"url": "http://a", "token": "my-secret', 'is not valid JSON'],
    ['that is a list', 'config.json', '["my-secret"]', 'has no keys'],
    ['that is null', 'config.json', 'null', 'has no keys'],
    [
      'with the token alone',
      'config.ini',
      'my-secret',
      ', line 1 is not a section, a comment, or a key with a value; write "key = value".',
    ],
    [
      'with a key twice',
      'config.toml',
      'token = "my-secret"\ntoken = "my-secret"',
      ', line 2 is not valid TOML: token must',
    ],
    [
      'with tags that are not a section',
      'config.toml',
      `tags = "my-secret"\n${head}`,
      ', line 3 is not valid TOML: url must be',
    ],
    ['with a text for tags', 'config.json', '{"url": "http://a", "tags": "my-secret"}', '[tags] must be a section'],
    ['with a list for a tag', 'config.json', '{"url": "http://a", "tags": {"a": ["my-secret"]}}', 'must be text'],
    ['with a section for a key', 'config.json', '{"url": {"my-secret": 1}}', 'url must be text'],
    [
      'with a name that every object has',
      'config.json',
      '{"constructor": "my-secret", "url": "http://a"}',
      'has neither a token',
    ],
    ['with a secret for a time-out', 'config.json', '{"timeout": "a-very-long-my-secret"}', 'must be milliseconds'],
  ])('%s is refused without being shown: %s', async (_, name, content, message) => {
    const error = await read(name, content)
    expect(error).toMatchObject({ code: 'FLUXLINE_CONFIG', message: expect.stringContaining(message) })
    expect(inspect(error, { showHidden: true, depth: 10 })).not.toContain('my-secret')
  })

  it('that is a folder is refused', async () => {
    await mkdir(join(folder, 'folder.ini'))
    await expect(fromConfigFile(join(folder, 'folder.ini'))).rejects.toThrow('cannot be read (EISDIR); check the path.')
  })
})

it.each([
  ['a hash', 'token=#to be filled in', '#to be filled in'],
  ['a semicolon and a hash', 'token = a;b # c', 'a;b # c'],
  ['an equals sign and a colon', 'token = a=b:c', 'a=b:c'],
  ['quotes inside', 'token = a"b', 'a"b'],
  ['two percent signs', 'token = 100%%', '100%'],
  ['an indented second line', 'token = a\n  b\n; no\n\n  c', 'a\nb\n\nc'],
])('reads a token with %s as Python does', async (_, line, token) => {
  expect(await read('config.ini', `[influx2]\nurl = http://a\n${line}\n`)).toEqual({ url: 'http://a', token })
})

it('reads no settings of [DEFAULT] as tags', async () => {
  const text = `[DEFAULT]\nrack = r1\n${head}[tags]\nHostName = alpha\nat = %(rack)s\n`
  expect(await read('config.ini', text)).toMatchObject({ defaultTags: { hostname: 'alpha', at: 'r1' } })
})

/** As Python's `configparser` writes: a percent sign is doubled, and further lines are indented. */
const stringifyIni = (sections: object): string =>
  Object.entries(sections)
    .map(([name, keys]) =>
      [
        `[${name}]`,
        ...Object.entries(keys as object).map(([key, value]) => `${key} = ${String(value).replaceAll('%', '%%')}`),
      ].join('\n'),
    )
    .join('\n')

describe('every text', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((value) => value === value.trim() && !/\$\{|^"|"$|[\r\n]/.test(value))
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array())
  const tags = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), text, { minKeys: 1 })

  it.each([
    ['config.json', (members: object) => JSON.stringify(members)],
    ['config.toml', (members: object) => stringifyToml(members as Record<string, unknown>)],
    ['config.ini', (members: object) => stringifyIni(members)],
  ])('is read from a %s as it was written, or is refused', async (name, stringify) => {
    await fc.assert(
      fc.asyncProperty(text, tags, async (token, defaultTags) => {
        fc.pre(!/^["']|["']$/.test(token))
        const config = await read(name, stringify({ influx2: { url: 'http://a', token }, tags: defaultTags }))
        const expected = { url: 'http://a', token, defaultTags }
        expect(config).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  it.each(['config.ini', 'config.toml', 'config.json'])(
    'read as a %s is a configuration or a ConfigError',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(anything, async (content) => {
          const result = await read(name, content)
          expect(result instanceof Error ? (result as { code?: string }).code : 'FLUXLINE_CONFIG').toBe(
            'FLUXLINE_CONFIG',
          )
        }),
        { numRuns: 100 },
      )
    },
  )
})

it.each([
  ['org', '{"url":"http://a","token":"t","org":90071992547409930}'],
  ['id', '{"url":"http://a","token":"t","tags":{"id":9007199254740993}}'],
])('an integer of JSON that has lost digits is refused as text: %s', async (key, content) => {
  expect(await read('config.json', content)).toMatchObject({
    code: 'FLUXLINE_CONFIG',
    message: expect.stringContaining(`${key} must be text; write it in quotes.`) as string,
  })
})
