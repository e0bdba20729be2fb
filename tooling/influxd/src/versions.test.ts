import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cachePath } from './build.ts'
import { obtain } from './obtain.ts'
import type { Source } from './obtain.ts'
import { influxd1, influxd210, influxd27 } from './recipes.ts'
import { startInfluxd } from './server.ts'
import { matches, wantedVersion } from './versions.ts'

const missing = 'go, cargo, cc not found'
let folder: string
let said: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-test-'))
  said = []
  // Docker is looked for on the PATH of this process.
  vi.stubEnv('PATH', folder)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function script(path: string, lines: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 })
  return path
}

/** An influxd in a folder of this name. */
function influxd(place: string, version: string): Promise<string> {
  return script(join(folder, place, 'influxd'), `echo 'InfluxDB v${version} (git: none)'`)
}

function get(version: string | undefined, env: NodeJS.ProcessEnv = {}): Promise<Source> {
  const places = { PATH: folder, XDG_CACHE_HOME: join(folder, 'cache') }
  return obtain({ ...places, ...env }, wantedVersion(version), (message) => said.push(message))
}

describe('the wanted version', () => {
  it('is 2.7 by default, and any 2.x on the PATH is as good', async () => {
    expect(wantedVersion(undefined)).toEqual({ version: '2.7', isRequested: false, recipe: influxd27 })
    expect(wantedVersion('')).toEqual(wantedVersion(undefined))
    const path = await influxd('bin', '2.10.0')
    expect(await get(undefined, { PATH: dirname(path) })).toEqual({ kind: 'binary', path })
  })

  it.each([
    ['2.7', influxd27],
    ['2.7.12', influxd27],
    ['2.10', influxd210],
    ['2.10.0', influxd210],
  ])('can be %s', (version, recipe) => {
    expect(wantedVersion(version)).toEqual({ version, isRequested: true, recipe })
  })

  it.each(['2', '2.1', '2.9', '2.10.1', '3.0', 'newest'])(
    'cannot be %s, and the error names what can be',
    (version) => {
      expect(() => wantedVersion(version)).toThrow(
        `InfluxDB "${version}" is not available here. Set FLUXLINE_INFLUXDB_VERSION or --version to 2.7 or 2.10.`,
      )
    },
  )

  it('is compared by whole numbers', () => {
    expect(['2.7.12', '2.7', '2.70.1', '2.10.0'].map((version) => matches(version, '2.7'))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(matches('2.10.0', '2.1')).toBe(false)
  })

  it('comes from the environment, and the option has precedence', async () => {
    const env = { PATH: folder, XDG_CACHE_HOME: folder, FLUXLINE_INFLUXDB_VERSION: '2.10' }
    await expect(startInfluxd({ env })).rejects.toThrow('InfluxDB 2.10 was not found.')
    await expect(startInfluxd({ env, version: '2.7' })).rejects.toThrow('InfluxDB 2.7 was not found.')
  })
})

it.each([influxd27, influxd210, influxd1])('recipe of $version has Go modules that require it', async (recipe) => {
  const modules = await readFile(join(import.meta.dirname, '..', recipe.folder, 'go.mod'), 'utf8')
  expect(modules).toMatch(new RegExp(`^require ${recipe.package.replace('/cmd/influxd', '')} v${recipe.version}$`, 'm'))
})

describe('a requested version', () => {
  it('is taken from the first folder of the PATH that has it', async () => {
    const [older, newer] = [await influxd('a', '2.7.12'), await influxd('b', '2.10.0')]
    const PATH = `${dirname(older)}:${dirname(newer)}`
    expect(await get('2.10', { PATH })).toEqual({ kind: 'binary', path: newer })
    expect(await get('2.7', { PATH })).toEqual({ kind: 'binary', path: older })
  })

  it('is taken from the cache if influxd on the PATH is another one, and the progress says so', async () => {
    const other = await influxd('bin', '2.7.12')
    const path = await script(cachePath(influxd210, { XDG_CACHE_HOME: join(folder, 'cache') }), '')
    expect(await get('2.10', { PATH: dirname(other) })).toEqual({ kind: 'binary', path })
    expect(said).toEqual([`Looking for another influxd: ${other} is version 2.7.12, and 2.10 is needed`])
  })

  it('is an error if INFLUXD_PATH names another one', async () => {
    const path = await influxd('bin', '2.7.12')
    await expect(get('2.10', { INFLUXD_PATH: path })).rejects.toThrow(
      `${path} is version 2.7.12, and 2.10 is needed. Change or unset INFLUXD_PATH.`,
    )
  })

  it('is an error if the server in the environment is another one', async () => {
    await using server = createServer((_, response) =>
      response.writeHead(204, { 'x-influxdb-version': 'v2.7.12' }).end(),
    )
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const env = { FLUXLINE_TEST_URL: url, FLUXLINE_TEST_TOKEN: 't', FLUXLINE_TEST_ORG: 'o' }
    await expect(get('2.10', env)).rejects.toThrow(`${url} is version 2.7.12, and 2.10 is needed.`)
    expect(await get('2.7', env)).toMatchObject({ kind: 'address' })
    expect(await get(undefined, env)).toMatchObject({ kind: 'address' })
  })

  it('is the tag of the Docker image', async () => {
    await script(join(folder, 'docker'), 'exit 0')
    expect(await get('2.10')).toEqual({ kind: 'docker', image: 'influxdb:2.10' })
    expect(await get(undefined)).toEqual({ kind: 'docker', image: 'influxdb:2.7' })
  })

  it('is built if Docker has no such image, and the error names the version and each problem', async () => {
    const calls = join(folder, 'calls')
    const fails = `case $1 in image) exit 1;; pull) echo 'Trying' >&2; echo 'manifest unknown' >&2; exit 1;; esac`
    await script(join(folder, 'docker'), `echo "$*" >>'${calls}'\n${fails}`)
    const error: unknown = await get('2.10').catch((caught: unknown) => caught)
    expect(String(error)).toContain('InfluxDB 2.10 was not found.')
    expect(String(error)).toContain('(cannot pull influxdb:2.10: manifest unknown)')
    expect(String(error)).toContain(`(${missing})`)
    expect(said).toEqual(['Downloading the Docker image influxdb:2.10'])
    expect(await readFile(calls, 'utf8')).toContain('pull --quiet influxdb:2.10')
  })

  it('is built with its own version of Go, and the progress says which version and how long it takes', async () => {
    const seen = join(folder, 'seen')
    // Stands for the compiler, which takes minutes: what it is asked for, and an error that ends the build.
    await script(join(folder, 'go'), `echo "$GOTOOLCHAIN $*" >>'${seen}'\n[ "$1" = install ]`)
    for (const tool of ['cargo', 'cc']) await script(join(folder, tool), '')
    const error: unknown = await get('2.10').catch((caught: unknown) => caught)
    expect(String(error)).toContain('(go build failed:')
    expect(said).toEqual(['Building influxd 2.10.0 from Go modules, once (about four minutes on two cores)'])
    const build =
      'go1.26.9 build -tags sqlite_foreign_keys,sqlite_json -ldflags -s -w -X main.version=v2.10.0 -o influxd'
    expect(await readFile(seen, 'utf8')).toContain(build)
  })
})
