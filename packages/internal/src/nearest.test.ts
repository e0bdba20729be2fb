import { expect, it } from 'vitest'
import { nearestOf } from './nearest.ts'

const words = ['bucket', 'flushInterval', 'jitterInterval', 'url', 'org', 'batchSize']

it.each([
  ['buckt', 'bucket'],
  ['flush_interval', 'flushInterval'],
  ['FLUSHINTERVALL', 'flushInterval'],
  ['Url', 'url'],
  ['ur', 'url'],
  ['orgs', 'org'],
  ['batchSizes', 'batchSize'],
])('finds for %s the word %s', (word, nearest) => {
  expect(nearestOf(word, words)).toBe(nearest)
})

it.each(['', 'abc', 'colour', 'batch', 'a'.repeat(1000)])('finds none for %s', (word) => {
  expect(nearestOf(word, words)).toBeUndefined()
})

it('finds none among none, and takes the first of several that are as near', () => {
  expect(nearestOf('a', [])).toBeUndefined()
  expect(nearestOf('cot', ['cat', 'cut'])).toBe('cat')
  expect(nearestOf('kitten', ['sitting'])).toBe('sitting')
})
