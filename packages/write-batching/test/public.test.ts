import { isInfluxDBError } from '@fluxline/core'
import { expect, it } from 'vitest'
import * as entry from '../src/index.ts'
import { createBatchWriter } from '../src/index.ts'
import * as workerEntry from '../src/worker/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { fakeClient } from './fake-client.ts'
import { line } from './lines.ts'

type Class = new (...args: unknown[]) => { write(input: string): void; close(): Promise<{ written: number }> }

it('exports functions and errors, and no class of a writer', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'BufferFullError',
    'createBatchWriter',
    'defaultBatchOptions',
    'writeNow',
  ])
  expect(Object.keys(workerEntry).toSorted()).toEqual(['BufferFullError', 'WorkerError', 'createWorkerBatchWriter'])
})

it('a writer that is made with its constructor works, because the constructor fills in the options', async () => {
  const BatchWriter = createBatchWriter(fakeClient()).constructor as unknown as Class
  const client = fakeClient()
  const writer = new BatchWriter(client, { bucket: 'b' })
  writer.write(line(0))
  expect(await writer.close()).toMatchObject({ written: 1 })
  expect(client.sent).toHaveLength(1)
})

it('the constructors of writers throw an error of fluxline if their arguments are missing or wrong', async () => {
  const worker = createWorkerBatchWriter({ url: 'http://localhost:8086' })
  await worker.close()
  const classes = [createBatchWriter(fakeClient()).constructor, worker.constructor] as unknown as Class[]
  const wrong = [[], [{}], [undefined, { bucket: 'b' }], [{ url: 'http://localhost:8086' }, { batchSize: 0 }]]
  for (const Writer of classes) {
    for (const args of wrong) {
      let error: unknown
      try {
        void new Writer(...args)
      } catch (thrown) {
        error = thrown
      }
      expect(isInfluxDBError(error)).toBe(true)
    }
  }
})

it.each([entry.BufferFullError, workerEntry.WorkerError])('%o can be made without arguments', (ErrorClass) => {
  const error = new (ErrorClass as unknown as new () => Error)()
  expect(isInfluxDBError(error)).toBe(true)
})
