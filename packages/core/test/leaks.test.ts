import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import { createClient, logTo, retry } from '../src/index.ts'
import type { ClientOptions } from '../src/index.ts'

type Held = Readonly<Record<'sockets' | 'timers' | 'listeners', number>>

/** The resources of this process. */
function held(): Held {
  const active = process.getActiveResourcesInfo()
  return {
    sockets: active.filter((name) => /^(TCP|TLS)/.test(name)).length,
    timers: active.filter((name) => name === 'Timeout').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  }
}

/** The resources that were not there before; a closed socket is gone a moment later. */
async function left(before: Held): Promise<string[]> {
  for (let patience = 250; ; patience--) {
    const now = held()
    const more = (Object.keys(before) as (keyof Held)[]).filter((name) => now[name] > before[name])
    if (more.length === 0 || patience === 0) return more
    await sleep(20)
  }
}

function startServer(): Promise<Loopback> {
  return startLoopback(({ url }, response, socket) => {
    if (url === '/error') return void response.writeHead(404).end('no')
    if (url === '/cut') return void socket.destroy()
    if (url === '/silent') return
    response.end('x'.repeat(100))
  })
}

/** Makes calls that end in every way, 20 at a time, and closes the client. */
async function call(count: number, options: ClientOptions): Promise<AbortSignal> {
  const { signal } = new AbortController()
  await using client = createClient({
    token: 't',
    timeout: { firstByte: 5000, idle: 5000, total: 10_000 },
    retry: retry({ maxRetries: 1, retryInterval: 1 }),
    hooks: logTo(() => {}),
    ...options,
  })
  let started = 0
  const lane = async (): Promise<void> => {
    while (started < count) {
      const kind = started++ % 100
      const path = ['/error', '/cut', '/silent'][kind] ?? '/whole'
      const timeout = path === '/silent' ? { firstByte: 30 } : undefined
      const sent = client.request({ method: 'GET', path, signal, timeout })
      if (path !== '/whole') await sent.catch(() => {})
      else if (kind === 3) await (await sent).body[Symbol.asyncIterator]().return?.()
      else await (await sent).text()
    }
  }
  await Promise.all(Array.from({ length: 20 }, lane))
  return signal
}

it('10 000 requests and a close leave no socket, timer or listener behind', { timeout: 120_000 }, async () => {
  const warnings = vi.fn<(warning: Error) => void>()
  process.on('warning', warnings)
  await using server = await startServer()
  const before = held()
  const signal = await call(10_000, { url: server.url, connections: 10 })
  expect(await left(before)).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(warnings).not.toHaveBeenCalled()
  process.off('warning', warnings)
})

it('1000 requests over fetch leave none behind either', { timeout: 120_000 }, async () => {
  const server = await startServer()
  const before = held()
  const signal = await call(1_000, { url: server.url, fetch })
  await server.close()
  expect(await left(before)).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
