import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineScanner, findUnterminatedLine, middleBoundary } from './line-boundaries.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function scan(text: string): [line: string, hasTime: boolean, isTerminated: boolean][] {
  const bytes = encode(text)
  const lines: [string, boolean, boolean][] = []
  for (const scanner = new LineScanner(bytes); scanner.nextLine();) {
    lines.push([decode(bytes.subarray(scanner.start, scanner.end)), scanner.hasTime, scanner.isTerminated])
  }
  return lines
}

function halves(text: string): string[] {
  const bytes = encode(text)
  const cut = middleBoundary(bytes)
  return [decode(bytes.subarray(0, cut)), decode(bytes.subarray(cut))]
}

function unterminated(text: string): string | undefined {
  const bytes = encode(text)
  const found = findUnterminatedLine(bytes)
  return found && decode(bytes.subarray(found.start, found.end))
}

function allUnterminated(text: string): string[] {
  const bytes = encode(text)
  const lines: string[] = []
  for (let bad = findUnterminatedLine(bytes); bad !== undefined; bad = findUnterminatedLine(bytes, bad)) {
    lines.push(decode(bytes.subarray(bad.start, bad.end)))
  }
  return lines
}

describe('LineScanner', () => {
  it.each<[string, string, [string, boolean, boolean][]]>([
    [
      'lines',
      'a v=1\nb v=2',
      [
        ['a v=1', false, true],
        ['b v=2', false, false],
      ],
    ],
    [
      'times',
      'a v=1 5\nb v=2 -5\r\n',
      [
        ['a v=1 5', true, true],
        ['b v=2 -5', true, true],
      ],
    ],
    ['white space around', '\n \t a v=1  \r\n\n', [['a v=1', false, true]]],
    ['runs of spaces', 'a  v=1   5', [['a  v=1   5', true, false]]],
    ['comments, whatever they hold', '# a "b\n#\na v=1\n#', [['a v=1', false, true]]],
    [
      'newlines in quotes',
      'a v="x\ny 5\n",w=1\nb v=1',
      [
        ['a v="x\ny 5\n",w=1', false, true],
        ['b v=1', false, false],
      ],
    ],
    ['quotes in quotes', 'a v="\\"\n",w="\\\\" 5\n', [['a v="\\"\n",w="\\\\" 5', true, true]]],
    [
      'quotes in names, which are characters',
      'a",t"=" v"=1\nb v=1',
      [
        ['a",t"=" v"=1', false, true],
        ['b v=1', false, false],
      ],
    ],
    ['escaped spaces', 'a\\ b,c=d\\ e f\\ g=1 5', [['a\\ b,c=d\\ e f\\ g=1 5', true, false]]],
    ['a space after an escaped space', 'a\\  v="x\ny" 5', [['a\\  v="x\ny" 5', true, false]]],
    ['a backslash as the last byte', 'a v=1\\', [['a v=1\\', false, false]]],
    ['nothing', '\n\n  \n', []],
  ])('finds %s', (_, text, lines) => {
    expect(scan(text)).toEqual(lines)
  })
})

describe('middleBoundary', () => {
  it('lies near the middle, after a newline', () => {
    expect(halves('m v=1\nm v=2\nm v=3\nm v=4')).toEqual(['m v=1\nm v=2\n', 'm v=3\nm v=4'])
    expect(halves('m v=1\nm v="a long text"')).toEqual(['m v=1\n', 'm v="a long text"'])
  })

  it.each([
    ['nothing', ''],
    ['a single line', 'm v=1\n'],
    ['a newline within quotes', 'm v="a\nb\nc"'],
    ['an escaped quote within quotes', 'm v="a\\"\nb"'],
    ['a string that never ends', 'm v="a\nm v=1\nm v=2\n'],
  ])('is 0 in %s', (_, text) => {
    expect(middleBoundary(encode(text))).toBe(0)
  })

  it('takes a quote in a tag for an ordinary character', () => {
    expect(halves('m,t=a" v=1\nm v=2\n')).toEqual(['m,t=a" v=1\n', 'm v=2\n'])
  })

  it('takes a quote in a comment for part of the comment', () => {
    const string = 'm s="p\nqqqqqqqqqqqqqqqqqq" 2'
    expect(halves(`m,t=a\\ b f=2 4\n# seen a b="2 x\n${string}`)).toEqual([
      'm,t=a\\ b f=2 4\n# seen a b="2 x\n',
      string,
    ])
  })
})

describe('findUnterminatedLine', () => {
  it.each([
    ['a plain line', 'm v=1 1'],
    ['a closed quote', 'm v="a b" 1'],
    ['a newline within quotes', 'm v="a\nb" 1\nm v=1'],
    ['an escaped quote', String.raw`m v="a\"b" 1`],
    ['a quote outside a string', 'm,t="a v=1'],
    ['a quote in a comment', '# it is "so\nm v=1'],
    ['a backslash in the middle', String.raw`m,t=a\ b v=1`],
    ['a backslash at the end of a string', String.raw`m v="a\\"`],
    ['a backslash before white space that a string holds', 'm v="a\\ \nb" 1\nm v=1'],
  ])('accepts %s', (_, text) => {
    expect(unterminated(text)).toBeUndefined()
  })

  it.each([
    ['a quote that never closes', 'm v=1\nm v="abc\nm v=2', 'm v="abc\n'],
    ['a quote that never closes in the last line', 'm v="abc', 'm v="abc'],
    ['a quote that the backslash before it escapes', String.raw`m v="a\"`, String.raw`m v="a\"`],
    ['a quote after a space that follows an escaped one', 'm\\  v="abc', 'm\\  v="abc'],
    ['a backslash at the end', 'm v=1 5\\', 'm v=1 5\\'],
    ['a backslash before the last newline', 'm v=1 5\\\n', 'm v=1 5\\\n'],
    ['a backslash before white space', 'm v=1 5\\ \r\nm v=2', 'm v=1 5\\ \r\n'],
    ['a quote after the fields', 'm v=1 "x\nm v="y" 1', 'm v=1 "x\n'],
  ])('finds %s', (_, text, line) => {
    expect(unterminated(text)).toBe(line)
  })

  it.each([
    ['lines that end in a backslash', 'm v=1\\\n m v=2\\\nm v=3\\', ['m v=1\\\n', 'm v=2\\\n', 'm v=3\\']],
    ['but not the good line after them', 'm v="1\\\nm v=2\\\nm v=3\nm v=4', ['m v="1\\\n', 'm v=2\\\n']],
    ['nor a comment', 'm v="1\\\n# a\\\nm v=3\\', ['m v="1\\\n', 'm v=3\\']],
    ['nor one that ends in two backslashes', 'm v="1\\\nm v=2\\\\\nm v=3\\', ['m v="1\\\n', 'm v=3\\']],
  ])('finds each of %s', (_, text, lines) => {
    expect(allUnterminated(text)).toEqual(lines)
  })
})

const soup = fc.string({ unit: fc.constantFrom('m', ',', '=', ' ', '"', '\\', '\n', '#', '\r', '\t', '1', 'é') })

describe('any text', () => {
  it('is cut between lines, and the halves have the lines of the whole', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const cut = middleBoundary(encode(text))
        const [first, second] = halves(text)
        expect(cut === 0 || (first !== '' && second !== '')).toBe(true)
        expect([...scan(first!), ...scan(second!)]).toEqual(scan(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('is without an unterminated line if each of its lines ends, and only then', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const bytes = encode(text)
        const open: number[] = []
        for (const scanner = new LineScanner(bytes); scanner.nextLine();) if (scanner.isOpen) open.push(scanner.start)
        const found = findUnterminatedLine(bytes)
        expect(found?.start).toBe(open[0])
        if (found === undefined) return
        expect(found.end).toBeGreaterThan(found.start)
        expect(found.end).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('is cut neither in a comment nor in a string', () => {
    const inside = fc.string({ unit: fc.constantFrom('a', ' ', '=', ',', '#', '\\"', '\\\\', '\n', '\n# b=\\"', 'é') })
    const remark = fc.string({ unit: fc.constantFrom('a', ' ', '=', ',', '"', '\\', ' b="2 ', 'é') })
    const piece = fc.oneof(
      inside.map((string) => `m,t=a\\ b s="${string}",f=1 5\n`),
      remark.map((comment) => ` # ${comment}\n`),
      fc.constantFrom('\n', ' \t\n', 'm v=1\n', 'm,t="x v=2 3\r\n'),
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
        const ends = new Set([0])
        pieces.reduce((length, piece) => {
          const end = length + encode(piece).length
          ends.add(end)
          return end
        }, 0)
        expect(ends.has(middleBoundary(encode(pieces.join(''))))).toBe(true)
        expect(unterminated(pieces.join(''))).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })
})
