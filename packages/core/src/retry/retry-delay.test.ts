import fc from 'fast-check'
import { expect, it } from 'vitest'
import { retryDelay } from './retry-delay.ts'

const schedule = {
  maxRetries: 5,
  retryInterval: 5000,
  exponentialBase: 2,
  maxRetryDelay: 125_000,
  maxRetryTime: 180_000,
}
const least = (): number => 0
const first = { attempt: 1, elapsedMs: 0 }

it.each([
  [1, 0, 5000],
  [1, 1, 10_000],
  [2, 0, 10_000],
  [3, 0.5, 30_000],
  [5, 0, 80_000],
  [5, 1, 125_000],
])('after attempt %d, with the random number %d, is %d ms', (attempt, chance, delayMs) => {
  expect(retryDelay({ attempt, elapsedMs: 0 }, undefined, schedule, () => chance)).toBe(delayMs)
})

it('ends at the deadline; there is none after it or after the last retry', () => {
  expect(retryDelay({ attempt: 5, elapsedMs: 170_000 }, undefined, schedule, least)).toBe(10_000)
  expect(retryDelay({ attempt: 5, elapsedMs: 180_000 }, undefined, schedule, least)).toBeUndefined()
  expect(retryDelay({ attempt: 6, elapsedMs: 0 }, undefined, schedule, least)).toBeUndefined()
  expect(retryDelay(first, undefined, { ...schedule, maxRetries: 0 }, least)).toBeUndefined()
  expect(retryDelay({ attempt: 1, elapsedMs: 1e9 }, undefined, { ...schedule, maxRetryTime: 0 }, least)).toBe(5000)
})

it('is a number, however often', () => {
  expect(retryDelay(first, undefined, { ...schedule, retryInterval: 0 }, least)).toBe(0)
  const endless = { ...schedule, retryInterval: 0, maxRetries: 2000, exponentialBase: 10 }
  expect(retryDelay({ attempt: 1000, elapsedMs: 0 }, undefined, endless, () => 0.5)).toBe(0)
  expect(retryDelay({ attempt: 1000, elapsedMs: 0 }, undefined, { ...endless, retryInterval: 1 }, least)).toBe(125_000)
})

it('is what the server asks for, plus a little jitter', () => {
  expect(retryDelay(first, 90_000, schedule, () => 0.5)).toBe(90_000)
  expect(retryDelay(first, 0, schedule, least)).toBe(0)
  expect(retryDelay(first, 5000, { ...schedule, jitterInterval: 100 }, () => 0.5)).toBe(5050)
})

it.each([290_000, 1e15, Infinity])('is bounded if the server asks for %d ms', (retryAfterMs) => {
  expect(retryDelay(first, retryAfterMs, { ...schedule, jitterInterval: 100 }, () => 0.5)).toBe(125_000)
  expect(retryDelay(first, retryAfterMs, { ...schedule, maxRetryTime: 0 }, least)).toBe(125_000)
  expect(retryDelay({ attempt: 1, elapsedMs: 179_000 }, retryAfterMs, schedule, least)).toBe(1000)
  expect(retryDelay({ attempt: 1, elapsedMs: 180_000 }, retryAfterMs, schedule, least)).toBeUndefined()
})

it('stays within its limits for every random number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 179_999 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, elapsedMs, chance) => {
        const delayMs = retryDelay({ attempt, elapsedMs }, undefined, schedule, () => chance)!
        expect(delayMs).toBeGreaterThan(0)
        expect(delayMs).toBeLessThanOrEqual(schedule.maxRetryDelay)
        expect(elapsedMs + delayMs).toBeLessThanOrEqual(schedule.maxRetryTime)
      },
    ),
  )
})
