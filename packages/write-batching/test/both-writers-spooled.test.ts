import { vi } from 'vitest'
import { describeBoth } from './both-writers.ts'
import { MemoryStore, memorySpool } from './memory-spool.ts'
import { optionBehaviours } from './option-behaviours.ts'
import { spoolBehaviours } from './spool-behaviours.ts'
import { writerBehaviours } from './writer-behaviours.ts'
import type { Behaviour } from './writer-stage.ts'

// A thread takes its time to start where the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

/** With a spool, lines are not given up, nor handed back, and `write` always returns a promise. */
const different = new Set<string>([
  'retryInterval',
  'maxRetries',
  'maxRetryDelay',
  'maxRetryTime',
  'exponentialBase',
  'maxCloseWait',
  'maxBufferBytes',
  'overflow',
  'concurrency',
  'timestampText',
  'timeout',
  'maxRejected',
  'onError',
  'onDrop',
  'flush({ retry }) sends what waits for a retry at once',
  'flush({ retry }) still honors Retry-After',
  'onRetry that returns nothing, a promise or undefined calls nothing off',
  'onRetry that ends the writer and returns false leaves the lines to abort',
  'a destination that hangs does not hold up another',
])
const alike = Object.entries({ ...optionBehaviours, ...writerBehaviours }).filter(([name]) => !different.has(name))

describeBoth({ ...(Object.fromEntries(alike) as Record<string, Behaviour>), ...spoolBehaviours }, () => ({
  spool: memorySpool(new MemoryStore()),
}))
