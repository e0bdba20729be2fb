import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { defaultBatchOptions, resolveBatchOptions } from './options.ts'

it("has the seed's defaults", () => {
  expect(defaultBatchOptions).toMatchObject({
    batchSize: 1000,
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

it('documents each default as it is', () => {
  const source = readFileSync(new URL('options.ts', import.meta.url), 'utf8')
  for (const [name, value] of Object.entries(defaultBatchOptions)) {
    expect(source).toMatch(new RegExp(`@defaultValue ${value} \\*/\\n  ${name}\\?`))
  }
})

it('takes undefined for the default', () => {
  expect(resolveBatchOptions({ batchSize: undefined, overflow: undefined })).toMatchObject({
    batchSize: 1000,
    overflow: 'wait',
  })
})

it.each([
  [{ batchSize: 0 }, 'batchSize is 0'],
  [{ batchSize: 1.5 }, 'batchSize is 1.5'],
  [{ flushInterval: -1 }, 'flushInterval is -1'],
  [{ maxRetries: Number.NaN }, 'maxRetries is NaN'],
  [{ exponentialBase: 0.5 }, 'exponentialBase is 0.5'],
  [{ concurrency: Infinity }, 'concurrency is Infinity'],
  [{ batchSize: '10' as never }, 'batchSize is 10'],
  [{ overflow: 'drop' as never }, 'overflow is "drop"'],
  [{ precision: 'm' as never }, 'precision is "m"'],
])('refuses %j', (options, message) => {
  expect(() => resolveBatchOptions(options)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(message) }) as Error,
  )
})
