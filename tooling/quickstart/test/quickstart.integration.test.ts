import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { useServer } from '@fluxline/testing'
import { expect, it } from 'vitest'

const access = useServer()
const main = join(import.meta.dirname, '..', 'src', 'main.ts')

function start(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--conditions=@fluxline/source', main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, output: () => text }
}

async function query(script: string): Promise<string> {
  const response = await fetch(`${access.url}/api/v2/query?org=${access.org}`, {
    method: 'POST',
    headers: { authorization: `Token ${access.token}`, 'content-type': 'application/vnd.flux' },
    body: script,
  })
  return response.text()
}

it('writes over 200 000 points and reads as many, which the server itself confirms', { timeout: 60_000 }, async () => {
  const given = { FLUXLINE_TEST_URL: access.url, FLUXLINE_TEST_TOKEN: access.token, FLUXLINE_TEST_ORG: access.org }
  const { child, output } = start(given)
  const [code] = (await once(child, 'close')) as [number]
  expect(output()).toMatch(/(\d+) points written, \1 points read/)
  expect(code).toBe(0)
  const written = Number(/(\d+) points written/.exec(output())![1])
  expect(written).toBeGreaterThan(200_000)

  const svg = await readFile(/(\S+\.svg)/.exec(output())![1]!, 'utf8')
  expect(svg).toContain('How late flights leave')

  const [, bucket] = /bucket {4}(\S+)/.exec(output()) ?? []
  const flights = await query(
    `from(bucket: "${bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "flights" and r._field == "delay") |> group() |> count()`,
  )
  expect(flights).toMatch(/,200000\r\n/)
})

it('leaves no server behind when it is interrupted half-way', { timeout: 60_000 }, async () => {
  const own = { FLUXLINE_TEST_URL: '', FLUXLINE_TEST_TOKEN: '', FLUXLINE_TEST_ORG: '' }
  const { child, output } = start(own)
  while (!output().includes('Sampling')) await once(child.stdout!, 'data')
  const [, url] = /up at (\S+)/.exec(output())!
  child.kill('SIGINT')
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(130)
  expect(output()).toContain('Interrupted')
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
})

it('says what it does when it is asked', async () => {
  const { child, output } = start({}, '--help')
  await once(child, 'close')
  expect(output()).toContain('pnpm quickstart [--keep]')
})
