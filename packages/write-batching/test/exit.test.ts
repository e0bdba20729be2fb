import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startLoopback } from '@fluxline/testing'
import { expect, it } from 'vitest'

const program = (url: string, then: string): string => `
  import { createClient } from '@fluxline/core'
  import { createBatchWriter } from './src/index.ts'
  const client = createClient({ url: '${url}', token: 'secret' })
  const writer = createBatchWriter(client, { bucket: 'b', flushInterval: 0, closeOnExit: true })
  writer.write('m v=1 1')
  ${then}
  console.log('ready')
`

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
    const child = spawn(
      process.execPath,
      ['--conditions=@fluxline/source', '--input-type=module-typescript', '--eval', program(server.url, then)],
      { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    if (kill) child.kill(kill)
    const [code, signal] = (await ended) as [number | null, string | null]
    expect({ code, signal }).toEqual(end)
    expect(server.requests.map(({ body }) => body.toString())).toEqual(['m v=1 1\n'])
  },
)
