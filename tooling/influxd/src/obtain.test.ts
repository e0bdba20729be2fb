import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cachePath } from './build.ts'
import { findOnPath, parseVersion } from './find-on-path.ts'
import { addressFrom, obtain } from './obtain.ts'
import { influxd1, influxd27 } from './recipes.ts'
import { startInfluxd1 } from './server-1x.ts'
import { wantedVersion } from './versions.ts'

const any2 = wantedVersion(undefined)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function script(name: string, output: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 })
  return path
}

describe('an address in the environment', () => {
  it('is used if all variables are set', () => {
    const env = { FLUXLINE_TEST_URL: 'http://influx:8086/', FLUXLINE_TEST_TOKEN: 't', FLUXLINE_TEST_ORG: 'o' }
    expect(addressFrom(env)).toEqual({ kind: 'address', url: 'http://influx:8086', token: 't', org: 'o' })
    expect(addressFrom({})).toBeUndefined()
  })

  it('is rejected if a variable is missing', () => {
    expect(() => addressFrom({ FLUXLINE_TEST_URL: 'http://influx:8086' })).toThrow(
      'FLUXLINE_TEST_TOKEN and FLUXLINE_TEST_ORG',
    )
  })

  it("never uses the variables of a user's client", () => {
    expect(addressFrom({ INFLUX_HOST: 'http://production', INFLUX_TOKEN: 't', INFLUX_ORG: 'o' })).toBeUndefined()
  })
})

describe('influxd on the PATH', () => {
  it('is found if it has version 2', async () => {
    const path = await script('influxd', 'InfluxDB v2.7.12 (git: none) build_date: x')
    expect(await findOnPath({ PATH: `/nowhere:${folder}` }, any2)).toEqual({ path })
    expect(await findOnPath({ INFLUXD_PATH: path, PATH: '' }, any2)).toEqual({ path })
  })

  it('is skipped, with the reason, if it has version 1 or is something else', async () => {
    await script('influxd', 'InfluxDB v1.13.2 (git: x)')
    expect(await findOnPath({ PATH: folder }, any2)).toEqual({ problem: expect.stringContaining('version 1.13.2') })
    expect(await findOnPath({ INFLUXD_PATH: join(folder, 'gone'), PATH: '' }, any2)).toEqual({
      problem: expect.stringContaining('INFLUXD_PATH'),
    })
  })

  it.each([
    ['InfluxDB v2.7.12 (git: none)', '2.7.12'],
    ['InfluxDB 2.7.1 (git: 407fa62)', '2.7.1'],
    ['something else', undefined],
  ])('returns %j as version %s', (output, version) => {
    expect(parseVersion(output)).toBe(version)
  })
})

it('keeps builds in the cache of the user', () => {
  expect(cachePath(influxd27, { XDG_CACHE_HOME: '/cache', HOME: '/home/me' })).toBe(
    '/cache/fluxline/influxd-2.7.12/influxd',
  )
  expect(cachePath(influxd1, { HOME: '/home/me' })).toBe('/home/me/.cache/fluxline/influxd-1.13.2/influxd')
})

it('says what to install if no server is available', async () => {
  // The folder contains no tools and no cache.
  const env = { PATH: folder, XDG_CACHE_HOME: folder }
  const saved = process.env['PATH']
  process.env['PATH'] = folder
  try {
    const error: unknown = await obtain(env, any2, () => {}).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'InfluxdError' })
    for (const word of ['INFLUXD_PATH', 'Docker', 'go, cargo, cc not found', 'FLUXLINE_TEST_URL'])
      expect(String(error)).toContain(word)
  } finally {
    process.env['PATH'] = saved
  }
})

it('says why it cannot build InfluxDB 1.x', async () => {
  const env = { PATH: folder, XDG_CACHE_HOME: folder }
  await expect(startInfluxd1({ env })).rejects.toThrow('InfluxDB 1.13.2 cannot be built here: go, cargo, cc not found.')
})
