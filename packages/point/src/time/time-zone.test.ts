import fc from 'fast-check'
import { expect, it } from 'vitest'
import { localToUtc } from './time-zone.ts'

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
] as const

/** Returns the time that a zone's clocks show, in milliseconds as if it were UTC. */
function shownAt(ms: number, timeZone: string): number {
  // This locale writes a time as 2026-01-31 23:59:59.
  return Date.parse(`${new Date(ms).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`)
}

it('returns a time at which the clocks show the local time, whatever was cached before', () => {
  const second = fc.oneof(
    fc.integer({ min: 0, max: 2_000_000_000 }),
    // Around the changes of 2026 in Europe and America.
    fc
      .integer({ min: -90_000, max: 90_000 })
      .chain((near) => fc.constantFrom(1_774_746_000, 1_792_890_000, 1_772_953_200).map((at) => at + near)),
  )
  fc.assert(
    fc.property(second, fc.constantFrom(...ZONES), (seconds, timeZone) => {
      const shown = shownAt(seconds * 1000, timeZone)
      const found = Number(localToUtc(BigInt(shown) * 1_000_000n, timeZone) / 1_000_000n)
      // In a repeated hour it may be the other of two times, but the clocks show the same.
      expect(shownAt(found, timeZone)).toBe(shown)
      expect(found).toBeLessThanOrEqual(seconds * 1000)
    }),
  )
})

it('moves on by the gap in the hour that clocks skip, and keeps the nanoseconds', () => {
  const skipped = BigInt(Date.parse('2026-03-29T02:30:00Z')) * 1_000_000n + 1n
  expect(localToUtc(skipped, 'Europe/Berlin')).toBe(BigInt(Date.parse('2026-03-29T01:30:00Z')) * 1_000_000n + 1n)
})
