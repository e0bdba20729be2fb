import { expect, it } from 'vitest'
import { refusedLines } from './refused-lines.ts'

const write = '/api/v2/write'

it('reads every line that the server could not parse', () => {
  const serverMessage = "unable to parse 'a': missing fields\nunable to parse 'b v=': missing field value"
  expect(refusedLines(write, serverMessage, String)).toEqual({
    dropped: 0,
    rejected: [
      { line: 'a', reason: 'missing fields' },
      { line: 'b v=', reason: 'missing field value' },
    ],
  })
})

it('reads the lines after an open quote as one text', () => {
  const serverMessage = `unable to parse 'm f="open\nm f=1': unbalanced quotes\nunable to parse 'x': missing fields`
  expect(refusedLines(write, serverMessage, String)?.rejected).toEqual([
    { line: 'm f="open\nm f=1', reason: 'unbalanced quotes' },
    { line: 'x', reason: 'missing fields' },
  ])
})

it('counts the points of a partial write', () => {
  const serverMessage =
    'failure writing points to database: partial write: field type conflict: input field "v" on measurement "m" is type float, already exists as type integer dropped=10'
  expect(refusedLines(write, serverMessage, String)).toEqual({ dropped: 10, rejected: [] })
})

it.each([
  ['another endpoint', '/api/v2/query', "unable to parse 'x': y"],
  ['another error', write, 'bucket "x" not found'],
])('returns undefined for %s', (_, path, message) => {
  expect(refusedLines(path, message, String)).toBeUndefined()
})
