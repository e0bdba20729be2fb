import { expect, it } from 'vitest'
import { defaultBatchOptions } from './options.ts'
import { retryDelay } from './retry-policy.ts'

const least = (): number => 0
const first = { attempt: 1, elapsedMs: 0 }

it.each([
  [1, 0, 5000],
  [1, 1, 10_000],
  [2, 0, 10_000],
  [2, 1, 20_000],
  [3, 0.5, 30_000],
  [5, 0, 80_000],
  [5, 1, 125_000],
])('waits after attempt %d, with the chance %d, for %d ms', (attempt, chance, delayMs) => {
  expect(retryDelay({ attempt, elapsedMs: 0 }, undefined, defaultBatchOptions, () => chance)).toBe(delayMs)
})

it('makes the last attempt at the deadline, and none after it', () => {
  expect(retryDelay({ attempt: 5, elapsedMs: 170_000 }, undefined, defaultBatchOptions, least)).toBe(10_000)
  expect(retryDelay({ attempt: 5, elapsedMs: 180_000 }, undefined, defaultBatchOptions, least)).toBeUndefined()
})

it('gives up after maxRetries, and at once where that is 0', () => {
  expect(retryDelay({ attempt: 6, elapsedMs: 0 }, undefined, defaultBatchOptions, Math.random)).toBeUndefined()
  expect(retryDelay(first, undefined, { ...defaultBatchOptions, maxRetries: 0 }, Math.random)).toBeUndefined()
})

it('has no deadline where maxRetryTime is 0', () => {
  const options = { ...defaultBatchOptions, maxRetryTime: 0 }
  expect(retryDelay({ attempt: 1, elapsedMs: 1e9 }, undefined, options, () => 0)).toBe(5000)
})

it('waits as long as the server asks, whatever its own bounds are', () => {
  const options = { ...defaultBatchOptions, jitterInterval: 100 }
  expect(retryDelay(first, 5000, options, () => 0.5)).toBe(5050)
  expect(retryDelay(first, 290_000, options, () => 0)).toBe(290_000)
  expect(retryDelay(first, 0, options, () => 0)).toBe(0)
})
