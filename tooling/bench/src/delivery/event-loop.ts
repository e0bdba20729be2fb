import { setTimeout as sleep } from 'node:timers/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

/** Delay of the event loop of a thread in milliseconds, at the 99th percentile. */
export interface Delay {
  readonly thread: 'main' | 'worker'
  readonly p99: number
}

type Message = 'reset' | 'ask' | Delay

const RESOLUTION_MS = 1

// Loaded first, in every thread of the process.
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
const channel = new BroadcastChannel('event-loop')
const received: Delay[] = []
delays.enable()
channel.unref()
channel.addEventListener('message', (event) => {
  const { data } = event as unknown as { data: Message }
  if (data === 'reset') delays.reset()
  else if (data === 'ask') post(own())
  else received.push(data)
})

/** Resets the measurements of every thread. */
export function resetDelays(): void {
  delays.reset()
  post('reset')
}

/** Returns the delays of this thread and the others. */
export async function readDelays(): Promise<Delay[]> {
  const mine = own()
  post('ask')
  await sleep(200)
  return [mine, ...received]
}

function own(): Delay {
  return { thread: isMainThread ? 'main' : 'worker', p99: delays.percentile(99) / 1e6 - RESOLUTION_MS }
}

function post(message: Message): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel between threads has no origin
  channel.postMessage(message)
}
