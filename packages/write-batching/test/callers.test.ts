import { createClient } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchWriter } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'

const url = 'http://127.0.0.1:9'

/** Creates a writer; its line must be in the stack of each error. */
function creatingFunction(onThread: boolean, onError: (event: { error?: unknown }) => void): BatchWriter {
  const options = { bucket: 'b', org: 'o', maxRetries: 0, onError }
  return onThread
    ? createWorkerBatchWriter({ url, token: 't' }, options)
    : createBatchWriter(createClient({ url, token: 't' }), options)
}

describe.each([
  ['a batch writer', false],
  ['a worker batch writer', true],
])('%s', (_, onThread) => {
  it('names the line that created it in the stack of each error', async () => {
    const stacks: string[] = []
    const writer = creatingFunction(onThread, ({ error }) => stacks.push(String((error as Error).stack)))
    for (const line of ['m v=1 1', 'm v=2 2']) {
      void writer.write(line)
      await writer.flush()
    }
    await writer.close()
    expect(stacks).toHaveLength(2)
    for (const stack of stacks) expect(stack).toMatch(/\n +at creatingFunction \(.*callers\.test\.ts:\d+/)
  })
})

function callingFunction(): Promise<void> {
  return writeNow(createClient({ url, token: 't' }), 'm v=1 1', { bucket: 'b', org: 'o' })
}

it('writeNow names the line of its caller, also if nobody awaits it', async () => {
  const failure = callingFunction().catch((error: Error) => error)
  expect((await failure)?.stack).toMatch(/\n +at callingFunction \(.*callers\.test\.ts:\d+/)
})
