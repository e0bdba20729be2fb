import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeAcks, encodeAcks } from './acks.ts'

const salt = 12345
const ranges = [
  { from: 0, to: 10 },
  { from: 20, to: 2 ** 40 },
  { from: 7, to: 8 },
]
const bytes = encodeAcks(ranges, salt)
const length = bytes.length / ranges.length

it('gives back what was written', () => {
  expect(decodeAcks(bytes, salt)).toEqual(ranges)
})

it('gives back what is before the damage and nothing else, for each bit that is flipped', () => {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = Buffer.from(bytes)
    damaged[bit >> 3]! ^= 1 << (bit & 7)
    expect(decodeAcks(damaged, salt)).toEqual(ranges.slice(0, Math.floor((bit >> 3) / length)))
  }
})

it('gives back what is whole, for each byte that it is cut at', () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(decodeAcks(bytes.subarray(0, cut), salt)).toEqual(ranges.slice(0, Math.floor(cut / length)))
  }
})

it('takes nothing from other bytes, zeros included, nor from the file of another segment', () => {
  expect(decodeAcks(new Uint8Array(1000), salt)).toEqual([])
  expect(decodeAcks(bytes, salt + 1)).toEqual([])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (other) => {
      expect(decodeAcks(other, salt)).toEqual([])
    }),
  )
})
