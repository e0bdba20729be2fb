import { expect, it } from 'vitest'
import { RejectedLines } from './rejected-lines.ts'

const MIB = 1024 * 1024

it('keeps the first lines, up to a number', () => {
  const rejected = new RejectedLines(2)
  for (const line of ['a', 'b', 'c']) rejected.add({ line, reason: 'bad' })
  expect(rejected.toArray()).toEqual([
    { line: 'a', reason: 'bad' },
    { line: 'b', reason: 'bad' },
  ])
})

it.each([
  ['lines', (text: string) => ({ line: text, reason: 'bad' })],
  ['reasons', (text: string) => ({ line: 'a', reason: text })],
])('keeps at most 4 MiB of %s', (_, lineOf) => {
  const rejected = new RejectedLines(1000)
  for (let at = 0; at < 300; at++) rejected.add(lineOf('x'.repeat(MIB)))
  rejected.add({ line: 'short', reason: 'é' })
  const characters = rejected.toArray().reduce((sum, { line, reason }) => sum + line.length + reason.length, 0)
  expect(characters).toBeLessThanOrEqual(2 * MIB)
  expect(rejected.toArray().at(-1)).toEqual({ line: 'short', reason: 'é' })
})
