import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startInfluxd } from '../src/index.ts'

// These tests kill servers, so they have their own, whatever the run uses.
const env = { ...process.env, FLUXLINE_TEST_URL: '', FLUXLINE_TEST_TOKEN: '', FLUXLINE_TEST_ORG: '' }

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
  return (await readdir(tmpdir())).filter((name) => name.startsWith('fluxline-influxd-')).length
}

describe('a server', () => {
  it('keeps its data over a kill and a restart, and leaves nothing behind', async () => {
    const before = await folders()
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
    expect(await folders()).toBe(before)
  })

  it('says what influxd said when it does not start', async () => {
    await expect(startInfluxd({ env, flags: ['--no-such-flag'] })).rejects.toThrow(/did not start[^]*no-such-flag/)
  })

  it('is gone when the process that started it is killed', async () => {
    const before = await folders()
    const source = `import { startInfluxd } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
      const server = await startInfluxd()
      console.log(server.url)
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = (await once(child.stdout, 'data')) as [Buffer]
    const url = output.toString().trim()
    expect(await isUp(url)).toBe(true)
    child.kill('SIGKILL')
    while ((await isUp(url)) || (await folders()) > before) await sleep(20)
  })

  it('that was given by its address is not ours to kill', async () => {
    const given = { FLUXLINE_TEST_URL: 'http://127.0.0.1:1', FLUXLINE_TEST_TOKEN: 't', FLUXLINE_TEST_ORG: 'o' }
    await using server = await startInfluxd({ env: given })
    expect(server.isExternal).toBe(true)
    expect(() => server.kill()).toThrow('not ours to end')
  })
})
