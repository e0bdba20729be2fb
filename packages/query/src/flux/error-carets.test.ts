import { HttpError } from '@fluxline/core'
import { textColumn } from '@fluxline/internal/caret'
import { expect, it } from 'vitest'
import { withCarets } from './error-carets.ts'

function shown(script: string, serverMessage: string): string[] {
  const error = new HttpError('it', { method: 'POST', path: '/api/v2/query', status: 400, serverMessage })
  return (withCarets(error, script) as Error).message.split('\n').slice(1)
}

it('shows the line and the column', () => {
  expect(shown('a\n  b c', 'error @2:5-2:6: undefined identifier c')).toEqual(['  2 |   b c', '    |     ^'])
})

it('counts columns in bytes, as InfluxDB does, and keeps the caret below wide characters and tabs', () => {
  expect(shown('\t"é" + b', 'error @1:9-1:10: undefined identifier b')).toEqual(['  1 | \t"é" + b', '    | \t      ^'])
  expect(shown('"🎈漢" + b', 'error @1:13-1:14: x')).toEqual(['  1 | "🎈漢" + b', '    |          ^'])
  expect(shown('"e\u0301" + b', 'error @1:9-1:10: x')).toEqual(['  1 | "e\u0301" + b', '    |       ^'])
  expect(textColumn('"🎈" + b', 10)).toBe(8)
})

it('shows each location once, and at most three', () => {
  const lines = shown('a\nb\nc\nd', 'error @1:1-1:2: a\n\nerror @1:1-1:2: a\n\n@2:1-2:2 @3:1-3:2 @4:1-4:2')
  expect(lines.filter((line) => /\d/.test(line))).toEqual(['  1 | a', '  2 | b', '  3 | c'])
})

it('leaves out a line break of Windows, and reads the locations of older servers', () => {
  expect(shown('a\r\nb\r\n', 'loc 2:1-2:2: undefined identifier "b"')).toEqual(['  2 | b', '    | ^'])
})

it('does not change errors without a location in the script', () => {
  expect(shown('a', 'runtime error @7:1-7:2: x')).toEqual([])
  expect(shown('a', 'could not find bucket "10:00-11:00"')).toEqual([])
  expect(withCarets('other', 'a')).toBe('other')
})
