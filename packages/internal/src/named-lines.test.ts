import { describe, expect, it } from 'vitest'
import { namedLines } from './named-lines.ts'

const entry = (line: unknown, text: unknown, reason: unknown = 'bad'): object => ({
  line_number: line,
  original_line: text,
  error_message: reason,
})

describe('lines that InfluxDB 3 names', () => {
  it('are found by number', () => {
    const lines = [
      'm,t=a f=2 1',
      'm,t=a f="text" 1700000000000000002',
      'm,t=a',
      'm,t=b i=3i 3',
      'm,t="quoted value, long enough to be cut" f=x 4',
    ]
    // As recorded.
    const list = [entry(2, 'm,t=a f=text 1700000', 'x'), entry(3, 'm,t=a', 'y'), entry(5, 'm,t="quoted value, l', 'z')]
    expect([...namedLines(lines, list)!]).toEqual([
      [1, 'x'],
      [2, 'y'],
      [4, 'z'],
    ])
  })

  it.each([
    ['escaped', String.raw`my\ m,t\,g=a\ b f=1`, 'my m,t,g=a b f=1'],
    ['escaped, as it was sent', String.raw`my\ m,t\,g=a\ b f=1`, String.raw`my\ m,t\,g=a\ b f=1`],
    ['with a number in another form', 'm f=1.50 5', 'm f=1.5 5'],
    ['with a large number in another form', 'm f=1e3,g=2 5', 'm f=1000,g=2 5'],
    ['cut inside a tag', 'measurement,host=server-1 f=1', 'measurement,host=ser'],
    ['cut inside a character of two units', 'measurement,host=🎉🎉🎉 f=1', 'measurement,host=🎉🎉'],
    ['indented', '   m,t=a f=1', 'm,t=a f=1'],
    ['of two lines', 'm,t=a s="x\ny" 1', 'm,t=a s=x\ny 1'],
  ])('are recognized: %s', (_, line, text) => {
    expect(namedLines([line], [entry(1, text)])?.size).toBe(1)
  })

  it.each<[string, unknown]>([
    ['no list', undefined],
    ['one object instead of a list', entry(1, 'a v=1')],
    ['an empty list', []],
    ['a line number beyond the end', [entry(3, 'a v=1')]],
    ['a line number of 0', [entry(0, 'a v=1')]],
    ['a line number that is text', [entry('1', 'a v=1')]],
    ['a line that is named twice', [entry(1, 'a v=1'), entry(1, 'a v=1')]],
    ['a number that is shifted by a comment', [entry(2, 'a v=1')]],
    ['the text of another series', [entry(1, 'ab v=1')]],
    ['the text of another line of its series', [entry(1, 'a v=2')]],
    ['the beginning of its text, which is too short to be cut', [entry(1, 'a')]],
    ['no text', [entry(1, undefined)]],
    ['no reason', [entry(1, 'a v=1', 5)]],
    ['an entry that is null', [null]],
    ['one entry among good ones that does not fit', [entry(1, 'a v=1'), entry(2, 'c v=1')]],
  ])('cannot be trusted: %s', (_, list) => {
    expect(namedLines(['a v=1', 'b v=1'], list)).toBeUndefined()
  })
})
