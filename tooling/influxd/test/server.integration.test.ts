import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startInfluxd } from '../src/index.ts'

// These tests kill servers, so they never use the server of the run.
const env = { ...process.env, FLUXLINE_TEST_URL: '', FLUXLINE_TEST_TOKEN: '', FLUXLINE_TEST_ORG: '' }
// Other tests start and stop servers at the same time.
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fluxline-test-'))
  vi.stubEnv('TMPDIR', folder)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function count(url: string, token: string, org: string): Promise<string> {
  const response = await fetch(`${url}/api/v2/query?org=${org}`, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/vnd.flux' },
    body: 'from(bucket: "fluxline") |> range(start: 0) |> count()',
  })
  return response.text()
}

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    () => true,
    () => false,
  )
}

async function folders(): Promise<number> {
  return (await readdir(folder)).length
}

describe('a server', () => {
  it('keeps its data across a kill and a restart, and leaves nothing behind after stop', async () => {
    const server = await startInfluxd({ env })
    const { url, token, org, bucket } = await server.setup()
    await fetch(`${url}/api/v2/write?org=${org}&bucket=${bucket}`, {
      method: 'POST',
      headers: { authorization: `Token ${token}` },
      body: 'm v=1',
    })
    await server.kill()
    expect(await isUp(url)).toBe(false)
    await server.restart()
    expect(await count(url, token, org)).toMatch(/,1,v,m/)
    await server.stop()
    expect(await isUp(url)).toBe(false)
    expect(await folders()).toBe(0)
  })

  it('reports the log of influxd if it does not start', async () => {
    await expect(startInfluxd({ env, flags: ['--no-such-flag'] })).rejects.toThrow(/did not start[^]*no-such-flag/)
  })

  it('ends if the process that started it is killed', async () => {
    const source = `import { startInfluxd } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
      const server = await startInfluxd()
      console.log(server.url)
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], {
      env: { ...env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = (await once(child.stdout, 'data')) as [Buffer]
    const url = output.toString().trim()
    expect(await isUp(url)).toBe(true)
    child.kill('SIGKILL')
    while ((await isUp(url)) || (await folders()) > 0) await sleep(20)
  })

  it('named by the environment is never killed', async () => {
    const given = { FLUXLINE_TEST_URL: 'http://127.0.0.1:1', FLUXLINE_TEST_TOKEN: 't', FLUXLINE_TEST_ORG: 'o' }
    await using server = await startInfluxd({ env: given })
    expect(server.isExternal).toBe(true)
    expect(() => server.kill()).toThrow('it was not started here')
  })
})
