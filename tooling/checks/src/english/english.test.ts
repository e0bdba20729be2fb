import { expect, it } from 'vitest'
import { phrases } from './phrases.ts'

const phraseIn = (line: string): string | undefined =>
  phrases.map(({ pattern }) => pattern.exec(line)?.[0]).find((found) => found !== undefined)

it.each([
  ['`x` is no float', 'is no '],
  ['@throws HttpError 404 where there is none', 'where there'],
  ['waits for so many rows', 'so many'],
  ['The server answered 404', 'answered'],
  ['all but for one', 'but for'],
])('finds the phrase in "%s"', (line, phrase) => {
  expect(phraseIn(line)).toBe(phrase)
})

it.each([
  'It is no longer open.',
  '@throws HttpError 404 if the bucket does not exist',
  'The folder where tests lie',
  'The server responded with 404.',
])('accepts "%s"', (line) => {
  expect(phraseIn(line)).toBeUndefined()
})
