import { expect, it } from 'vitest'
import { budgetFor, growth } from './budgets.ts'
import { entries } from './entries.ts'

it.each([
  [1000, 1050],
  [1001, 1100],
  [5172, 5450],
])('gives %i bytes a budget of %i', (measured, budget) => {
  expect(budgetFor(measured)).toBe(budget)
})

it('gives no budget above a ceiling', () => {
  expect(budgetFor(6400, 6500)).toBe(6500)
})

it('names the modules that grew, the most first', () => {
  const parts = [
    ['a', 120],
    ['b', 50],
    ['c', 300],
  ] as const
  expect(growth({ a: 100, b: 60 }, parts)).toEqual(['c +300', 'a +20'])
})

it('has no two entries of one name', () => {
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
})
