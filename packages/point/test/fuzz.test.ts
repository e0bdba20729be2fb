import { expect, it } from 'vitest'
import { fuzzNumbers, fuzzPoints } from './fuzz.ts'

// A look at every run; `fuzz.ts` itself goes on for as long as it is told.

it('writes numbers of every kind as the engine does', () => {
  expect(() => fuzzNumbers(1, 40_000)).not.toThrow()
})

it('writes points as they say, whatever they hold', () => {
  expect(() => fuzzPoints(1, 100)).not.toThrow()
})
