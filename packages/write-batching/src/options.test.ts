import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { defaultBatchOptions, resolveBatchOptions } from './options.ts'

it("has the seed's defaults", () => {
  expect(defaultBatchOptions).toMatchObject({
    batchSize: 5000,
    flushInterval: 1000,
    jitterInterval: 0,
    retryInterval: 5000,
    maxRetries: 5,
    maxRetryDelay: 125_000,
    maxRetryTime: 180_000,
    exponentialBase: 2,
    maxCloseWait: 300_000,
  })
})

it('documents each default', () => {
  const source = readFileSync(new URL('options.ts', import.meta.url), 'utf8')
  for (const [name, value] of Object.entries(defaultBatchOptions)) {
    expect(source).toMatch(new RegExp(`@defaultValue ${value}\\s+\\*/\\n  ${name}\\?`))
  }
})

it('uses defaults for options that are undefined', () => {
  expect(resolveBatchOptions('createBatchWriter', { batchSize: undefined, overflow: undefined })).toMatchObject({
    batchSize: 5000,
    overflow: 'wait',
  })
})

it.each([
  [{ batchSize: 0 }, '`batchSize` must be an integer of at least 1, not 0.'],
  [{ batchSize: 1.5 }, '`batchSize` must be an integer of at least 1, not 1.5.'],
  [{ flushInterval: -1 }, '`flushInterval` must be an integer of at least 0, not -1.'],
  [{ maxRetries: Number.NaN }, '`maxRetries` must be an integer of at least 0, not NaN.'],
  [{ exponentialBase: 0.5 }, '`exponentialBase` must be a number of at least 1, not 0.5.'],
  [{ concurrency: Infinity }, '`concurrency` must be an integer of at least 1, not Infinity.'],
  [{ batchSize: '10' as never }, '`batchSize` must be an integer of at least 1, not "10".'],
  [
    { overflow: 'drop' as never },
    '`overflow` must be "wait", "drop-oldest", "drop-newest" or "throw", not a text of 4 characters.',
  ],
  [{ precision: 'm' as never }, '`precision` must be "ns", "us", "ms" or "s", not "m".'],
])('refuses %j', (options, message) => {
  expect(() => resolveBatchOptions('createBatchWriter', options)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(message) }) as Error,
  )
})
