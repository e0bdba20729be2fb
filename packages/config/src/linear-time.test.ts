import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isInfluxDBError } from '@fluxline/internal/errors'
import { fromConfigFile, fromConnectionString, fromEnv } from './index.ts'

// Text that is eight times as long may take eight times as long to read, not 64 times.

const folder = await mkdtemp(join(tmpdir(), 'fluxline-linear-'))
afterAll(() => rm(folder, { recursive: true }))

async function readFileOf(name: string, content: string): Promise<unknown> {
  const path = join(folder, name)
  await writeFile(path, content)
  return fromConfigFile(path)
}

/** Takes a text for the token, wherever one may be. Some of it is refused, by an error with a code. */
async function readAll(text: string): Promise<void> {
  const reads: (() => unknown)[] = [
    () => fromConnectionString(`http://h?token=${text}`),
    () => fromConnectionString(text),
    () => fromEnv({ INFLUX_HOST: 'http://h', INFLUX_TOKEN: text }),
    () => readFileOf('a.ini', `[influx2]\nurl = http://h\ntoken = ${text}`),
    () => readFileOf('b.ini', text),
    () => readFileOf('a.toml', `url = "http://h"\ntoken = "${text}"`),
    () => readFileOf('b.toml', text),
    () => readFileOf('a.json', JSON.stringify({ url: 'http://h', token: text })),
    () => readFileOf('b.json', text),
  ]
  for (const read of reads) {
    await Promise.resolve()
      .then(read)
      .catch((error: unknown) => {
        if (!isInfluxDBError(error)) throw error
      })
  }
}

describe('a configuration is read in linear time:', () => {
  it.each([
    '${env.',
    '${env.A:-',
    '${env.A:',
    '}${env.A:-',
    '[',
    '=',
    '"',
    '\\',
    '#',
    ' ',
    'a=1\n',
    '\n',
    '/',
    '@',
    '%',
  ])('%j', async (piece) => {
    let before = Infinity
    for (const length of [15_625, 125_000, 1_000_000]) {
      const start = performance.now()
      await readAll(piece.repeat(Math.ceil(length / piece.length)))
      const now = performance.now() - start
      // Less harms nobody, and is noise.
      expect(now).toBeLessThan(Math.max(1000, before * 32))
      before = now
    }
  })
})
