import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

const program = (url: string, then: string): string => `
  import { createClient } from '@fluxline/core'
  import { createBatchWriter } from './src/index.ts'
  const client = createClient({ url: '${url}', token: 'secret' })
  for (const at of [1, 2]) {
    createBatchWriter(client, { bucket: 'b', flushInterval: 0, closeOnExit: true }).write('m v=1 ' + at)
  }
  ${then}
  console.log('ready')
`

/** Starts the program in a separate process, which prints when it has written. */
function start(url: string, then: string): ChildProcessByStdio<null, Readable, null> {
  return spawn(
    process.execPath,
    ['--conditions=@fluxline/source', '--input-type=module-typescript', '--eval', program(url, then)],
    { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'inherit'] },
  )
}

it.each([
  ['a signal', 'setInterval(() => {}, 1000)', 'SIGTERM', { code: null, signal: 'SIGTERM' }],
  [
    'a signal that the application handles',
    "setInterval(() => {}, 1000); process.on('SIGTERM', () => setTimeout(() => process.exit(7), 500))",
    'SIGTERM',
    { code: 7, signal: null },
  ],
  ['nothing left to do', '', undefined, { code: 0, signal: null }],
] as const)(
  'closeOnExit writes what is buffered before %s ends the process',
  { timeout: 20_000 },
  async (_, then, kill, end) => {
    await using server = await startLoopback((_request, response) => void response.writeHead(204).end())
    const child = start(server.url, then)
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    if (kill) child.kill(kill)
    const [code, signal] = (await ended) as [number | null, string | null]
    expect({ code, signal }).toEqual(end)
    expect(server.requests.map(({ body }) => body.toString()).toSorted()).toEqual(['m v=1 1\n', 'm v=1 2\n'])
  },
)

it('ends the process at once on a second signal', async () => {
  await using server = await startLoopback(() => {})
  const keep = 'setInterval(() => {}, 1000)'
  const child = start(server.url, keep)
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(0), 5000)
  child.kill('SIGINT')
  expect(await ended).toEqual([null, 'SIGINT'])
}, 20_000)

it('adds one listener for any number of writers', async () => {
  const before = process.listenerCount('SIGTERM')
  const writers = Array.from({ length: 12 }, () => createBatchWriter(fakeClient(), { bucket: 'b', closeOnExit: true }))
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  await Promise.all(writers.slice(1).map((writer) => writer.close()))
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  writers[0]!.abort()
  expect(process.listenerCount('SIGTERM')).toBe(before)
})
