import { expect, it } from 'vitest'
import { fuzzNumbers, fuzzPoints } from './fuzz.ts'

// A short run; `fuzz.ts` itself runs for any number of seconds.

it('writes numbers of every kind as the engine does', () => {
  expect(() => fuzzNumbers(1, 40_000)).not.toThrow()
})

it('writes points both ways alike, whatever their content', () => {
  expect(() => fuzzPoints(1, 100)).not.toThrow()
})
