import { expect, it } from 'vitest'
import { concat, release, toOwnBytes } from './bytes.ts'

it('joins pieces in a new block', () => {
  const part = new Uint8Array([1, 2])
  expect([...concat([part, new Uint8Array(), new Uint8Array([3])])]).toEqual([1, 2, 3])
  expect(concat([part]).buffer).not.toBe(part.buffer)
  expect(concat([])).toHaveLength(0)
})

it('copies bytes out of a block that is more than twice as large, and releases it', () => {
  const block = new Uint8Array(100).fill(7)
  const bytes = toOwnBytes(block.subarray(10, 59))
  expect([...bytes]).toEqual(Array.from({ length: 49 }).fill(7))
  expect(bytes.buffer.byteLength).toBe(49)
  expect(block.buffer.byteLength).toBe(0)
})

it('leaves bytes that take at least half of their block', () => {
  const bytes = new Uint8Array(100).subarray(50)
  expect(toOwnBytes(bytes)).toBe(bytes)
})

it('copies those of a Buffer too, whose slice is a view', () => {
  const bytes = toOwnBytes(Buffer.from(new ArrayBuffer(100)).subarray(0, 3))
  expect(bytes.buffer.byteLength).toBe(3)
})

it('releases a block, except one of an engine or a kind that cannot', () => {
  const block = new Uint8Array(8)
  release(block)
  expect(block.buffer.byteLength).toBe(0)
  const shared = new Uint8Array(new SharedArrayBuffer(8))
  release(shared)
  expect(shared).toHaveLength(8)
})
