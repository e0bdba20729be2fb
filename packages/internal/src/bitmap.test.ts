import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bitmapBytes, clear, countUnset, isSet, isValid, set } from './bitmap.ts'

it('sets and clears single bits, the lowest of a byte first', () => {
  const bitmap = new Uint8Array(2)
  set(bitmap, 0)
  set(bitmap, 9)
  set(bitmap, 9)
  expect([...bitmap]).toEqual([1, 2])
  expect([isSet(bitmap, 0), isSet(bitmap, 1), isSet(bitmap, 9)]).toEqual([true, false, true])
  clear(bitmap, 9)
  clear(bitmap, 8)
  expect([...bitmap]).toEqual([1, 0])
})

it('has a value in each row of a column without a bitmap', () => {
  expect(isValid(undefined, 100)).toBe(true)
  expect([0, 1].map((row) => isValid(new Uint8Array([2]), row))).toEqual([false, true])
})

it.each([
  [0, 0],
  [1, 1],
  [8, 1],
  [9, 2],
])('takes for %d bits %d bytes', (length, bytes) => {
  expect(bitmapBytes(length)).toBe(bytes)
})

it('counts the bits that are not set, and none after the length', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), fc.integer({ min: 0, max: 255 }), (bits, filling) => {
      const bitmap = new Uint8Array(bitmapBytes(bits.length) + 1).fill(filling)
      for (const [index, bit] of bits.entries()) {
        if (bit) set(bitmap, index)
        else clear(bitmap, index)
      }
      expect(bits.map((_, index) => isSet(bitmap, index))).toEqual(bits)
      expect(countUnset(bitmap, bits.length)).toBe(bits.filter((bit) => !bit).length)
    }),
  )
})
