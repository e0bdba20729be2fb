import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caretLine, textColumn, textColumns } from './caret.ts'

const shown = (source: string, line: number, column: number): string[] | undefined => {
  const lines = caretLine(source, line, column)
  return lines && [lines.text, lines.caret]
}

describe('caretLine', () => {
  it.each<[string, string, number, number, string[]]>([
    ['a line and a column', 'a\n  b c', 2, 5, ['  b c', '    ^']],
    ['the first column', 'abc', 1, 1, ['abc', '^']],
    ['the end of a line', 'abc\nd', 1, 4, ['abc', '   ^']],
    ['the end for a column beyond it', 'abc\nd', 1, 99, ['abc', '   ^']],
    ['the first column for one before it', 'abc', 1, 0, ['abc', '^']],
    ['an empty line', 'a\n\nb', 2, 1, ['', '^']],
    ['the line after the last newline', 'a\n', 2, 1, ['', '^']],
    ['a line break of Windows', 'a\r\nb\r\n', 2, 9, ['b', ' ^']],
    ['a caret below tabs', '\ta\tb', 1, 4, ['\ta\tb', '\t \t^']],
    ['a caret below wide characters', '"🎈漢" + b', 1, 9, ['"🎈漢" + b', '         ^']],
    ['a caret below marks on characters', '"e\u0301" + b', 1, 8, ['"e\u0301" + b', '      ^']],
  ])('shows %s', (_, source, line, column, expected) => {
    expect(shown(source, line, column)).toEqual(expected)
  })

  it('has no such line', () => {
    expect([caretLine('a\nb', 3, 1), caretLine('a', 0, 1), caretLine('a', Number.NaN, 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('cuts a long line around the column', () => {
    const long = `${'a'.repeat(1000)}b${'c'.repeat(1000)}`
    expect(shown(long, 1, 1001)).toEqual([`…${'a'.repeat(80)}b${'c'.repeat(79)}…`, `${' '.repeat(81)}^`])
    expect(shown(long, 1, 3)).toEqual([`${'a'.repeat(160)}…`, '  ^'])
    expect(shown(long, 1, 2002)).toEqual([`…${'c'.repeat(80)}`, `${' '.repeat(81)}^`])
  })

  it('cuts no character in two, and puts the caret below the right one', () => {
    const character = fc.constantFrom('a', 'é', '🎈', '漢')
    fc.assert(
      fc.property(fc.array(character, { maxLength: 400 }), fc.array(character, { maxLength: 400 }), (before, after) => {
        const start = before.join('')
        const lines = caretLine(`${start}^${after.join('')}`, 1, start.length + 1)!
        expect(lines.text.isWellFormed()).toBe(true)
        const width = Array.from(lines.text.slice(0, lines.text.indexOf('^'))).map((found) =>
          '🎈漢'.includes(found) ? 2 : 1,
        )
        expect(lines.caret).toBe(`${' '.repeat(width.reduce<number>((sum, one) => sum + one, 0))}^`)
      }),
    )
  })
})

describe('textColumn', () => {
  it.each([
    ['abc', 2, 2],
    ['"é" + b', 8, 7],
    ['"🎈" + b', 10, 8],
    ['漢b', 4, 2],
    ['abc', 99, 4],
    ['', 1, 1],
  ])('of %j at byte %d is %d', (line, byteColumn, column) => {
    expect([textColumn(line, byteColumn), textColumns(line)(byteColumn)]).toEqual([column, column])
  })

  it('finds each character by its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const byteColumn = new TextEncoder().encode(before).length + 1
        expect(textColumn(before + after, byteColumn)).toBe(before.length + 1)
      }),
    )
  })

  it('is the same from the table of a line, for any byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: -1, max: 60 }), (line, byteColumn) => {
        expect(textColumns(line)(byteColumn)).toBe(textColumn(line, byteColumn))
      }),
    )
  })
})
