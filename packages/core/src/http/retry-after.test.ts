import { expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = Date.UTC(2026, 0, 1)

it.each([
  ['5', 5000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
])('reads %j as %d milliseconds', (value, expected) => {
  expect(parseRetryAfter(value, now)).toBe(expected)
})

it.each(['', '-5', '1.5', 'soon', '2026-01-01T00:00:30Z', 'Thu, 99 Jan 2026 00:00:30 GMT'])(
  'leaves %j to the caller',
  (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined()
  },
)
