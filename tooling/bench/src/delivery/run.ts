import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WARM_UP } from './protocol.ts'
import type { ClientMessage, Cost, Order, ParentMessage } from './protocol.ts'
import type { Store, StoreAccess } from './stores.ts'

const POLL_MS = 5
const STORED_MS = 120_000

/** One run: what it took, and how much was stored when `flush` returned. */
export interface Run extends Cost {
  readonly storedAtFlush: number
}

/** Lets a client write in a separate process, and waits until the server has every point. */
export async function runClient(store: Store, order: Order & StoreAccess): Promise<Run> {
  // By the environment, which reaches the threads of the child too.
  const env = { ...process.env, NODE_OPTIONS: `--import ${new URL('./event-loop.ts', import.meta.url).href}` }
  const child: ChildProcess = fork(fileURLToPath(new URL('./client.ts', import.meta.url)), { env })
  const messages = on(child, 'message', { close: ['exit'] }) as AsyncIterator<[ClientMessage]>
  const next = async (): Promise<ClientMessage> => {
    const { value, done } = (await messages.next()) as { value: [ClientMessage]; done?: boolean }
    if (done) throw new Error(`The client that writes ${order.who} ended early.`)
    return value[0]
  }
  const tell = (message: ParentMessage): boolean => child.send(message)
  await next()
  tell(order)
  await next()
  await untilStored(store, order, WARM_UP)
  tell('stored')
  await next()
  const storedAtFlush = (await store.stored(order)) - WARM_UP
  await untilStored(store, order, WARM_UP + order.points)
  tell('stored')
  const cost = (await next()) as Cost
  child.kill()
  await once(child, 'exit')
  return { ...cost, storedAtFlush }
}

/** Waits until the server has all of the points. @throws Error if it never gets them */
async function untilStored(store: Store, order: Order, expected: number): Promise<void> {
  for (const end = Date.now() + STORED_MS; Date.now() < end; await sleep(POLL_MS)) {
    if ((await store.stored(order)) >= expected) return
  }
  throw new Error(`${order.who}: the server has ${await store.stored(order)} of ${expected} points.`)
}
