import { setTimeout as sleep } from 'node:timers/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

/** How late the event loop of a thread was, in milliseconds: 99 of 100 times less. */
export interface Delay {
  readonly thread: 'main' | 'worker'
  readonly p99: number
}

type Message = 'reset' | 'ask' | Delay

const RESOLUTION_MS = 1

// Loaded before everything else, into every thread of the process.
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
const channel = new BroadcastChannel('event-loop')
const heard: Delay[] = []
delays.enable()
channel.unref()
channel.addEventListener('message', (event) => {
  const { data } = event as unknown as { data: Message }
  if (data === 'reset') delays.reset()
  else if (data === 'ask') tell(own())
  else heard.push(data)
})

/** Forgets what was until now, in every thread. */
export function resetDelays(): void {
  delays.reset()
  tell('reset')
}

/** The delays of this thread and of the others. */
export async function readDelays(): Promise<Delay[]> {
  const mine = own()
  tell('ask')
  await sleep(200)
  return [mine, ...heard]
}

function own(): Delay {
  return { thread: isMainThread ? 'main' : 'worker', p99: delays.percentile(99) / 1e6 - RESOLUTION_MS }
}

function tell(message: Message): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel between threads has no origin
  channel.postMessage(message)
}
