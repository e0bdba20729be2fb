import { expect, it } from 'vitest'
import { summarize } from './stats.ts'

it.each([
  [[5], { lowest: 5, lower: 5, median: 5, upper: 5 }],
  [[4, 1, 3, 2], { lowest: 1, lower: 1.75, median: 2.5, upper: 3.25 }],
  [[10, 2, 6], { lowest: 2, lower: 4, median: 6, upper: 8 }],
])('summarizes %j', (values, expected) => {
  expect(summarize(values)).toEqual(expected)
})
