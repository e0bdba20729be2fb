import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BufferShares, createShare, SharedLimit } from './buffer-shares.ts'
import type { Holding } from './buffer-shares.ts'

const AMOUNT = 1000
const MIB = 1024 * 1024

const empty = (count: number): Holding[] => Array.from({ length: count }, () => ({ held: 0, counted: 0 }))
const sum = (holdings: readonly Holding[]): number => holdings.reduce((total, { held }) => total + held, 0)

it('lets one bucket alone hold all', () => {
  const limit = new SharedLimit(AMOUNT)
  const [bucket] = empty(1)
  while (!limit.isReached(bucket!)) limit.change(bucket!, 1)
  expect(bucket!.held).toBe(AMOUNT)
})

it.each([2, 3, 5, 8])('leaves some to another, if %d buckets take all they may', (count) => {
  const limit = new SharedLimit(AMOUNT)
  const buckets = empty(count)
  for (const bucket of buckets) while (!limit.isReached(bucket)) limit.change(bucket, 1)
  expect(sum(buckets)).toBeLessThanOrEqual(AMOUNT * 2)
  expect(limit.isReached(empty(1)[0]!)).toBe(false)
})

it('gives equal parts to buckets that fill at the same time', () => {
  const limit = new SharedLimit(AMOUNT)
  const buckets = empty(4)
  for (let at = 0; at < 4 * AMOUNT; at++) {
    const bucket = buckets[at % 4]!
    if (!limit.isReached(bucket)) limit.change(bucket, 1)
  }
  const held = buckets.map((bucket) => bucket.held)
  expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1)
  expect(held[0]).toBe((2 * AMOUNT) / 5)
})

it('holds twice the whole at most, and gives all of it again, whatever is taken and given back', () => {
  const step = fc.record({
    bucket: fc.nat(5),
    amount: fc.integer({ min: 1, max: 40 }),
    kind: fc.constantFrom('take', 'take', 'take', 'give back', 'take too much'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const limit = new SharedLimit(AMOUNT)
      const buckets = empty(6)
      let excess = 0
      for (const { bucket, amount, kind } of steps) {
        const holding = buckets[bucket]!
        const isReached = limit.isReached(holding)
        if (kind === 'give back') limit.change(holding, -Math.min(amount, holding.held))
        else if (kind === 'take too much' || !isReached) limit.change(holding, amount)
        excess += kind === 'take too much' && isReached ? amount : 0
        // The last piece of each bucket may be larger than what was left.
        expect(sum(buckets)).toBeLessThan(AMOUNT * 2 + excess + 6 * 40)
        expect(buckets.reduce((total, { counted }) => total + counted, 0)).toBeLessThanOrEqual(AMOUNT * 2)
      }
      for (const holding of buckets) limit.change(holding, -holding.held)
      const [alone] = buckets
      limit.change(alone!, AMOUNT - 1)
      expect(limit.isReached(alone!)).toBe(false)
      limit.change(alone!, 1)
      expect(limit.isReached(alone!)).toBe(true)
    }),
  )
})

it('takes nothing from others for what a bucket takes beyond what it may hold', () => {
  const shares = new BufferShares(MIB)
  const [large, other, third] = [createShare(), createShare(), createShare()]
  shares.addBytes(large, 30 * MIB)
  expect([shares.isFull(large), shares.hasExcessLeft(large)]).toEqual([true, true])
  expect(shares.isFull(other)).toBe(false)
  shares.addBytes(large, 3 * MIB)
  expect(shares.hasExcessLeft(large)).toBe(false)
  expect([shares.isFull(other), shares.hasExcessLeft(other)]).toEqual([false, true])
  shares.addBytes(other, MIB)
  expect(shares.isFull(other)).toBe(true)
  expect(shares.isFull(third)).toBe(false)
})
