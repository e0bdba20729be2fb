import { describe, expect, it } from 'vitest'
import { hasTime } from '../has-time.ts'
import { LineScanner } from './line-scanner.ts'
import { Point } from '../point.ts'
import { defineMeasurement } from '../schema/define-measurement.ts'
import { float } from '../schema/schema-member.ts'

function scan(text: string): [line: string, hasTime: boolean, isTerminated: boolean][] {
  const bytes = new TextEncoder().encode(text)
  const scanner = new LineScanner(bytes)
  const lines: [string, boolean, boolean][] = []
  while (scanner.next()) {
    lines.push([
      new TextDecoder().decode(bytes.subarray(scanner.start, scanner.end)),
      scanner.hasTime,
      scanner.isTerminated,
    ])
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
    ['nothing', '\n\n  \n', []],
  ])('finds %s', (_, text, lines) => {
    expect(scan(text)).toEqual(lines)
  })
})

describe('hasTime', () => {
  it('asks points, records and each line of a text', () => {
    const M = defineMeasurement('m', { fields: { v: float() } })
    const point = new Point('m').floatField('v', 1)
    expect([hasTime(point), hasTime(point.copy().time(1))]).toEqual([false, true])
    expect([hasTime(M.record({ v: 1 })), hasTime(M.record({ v: 1, time: 1 }))]).toEqual([false, true])
    expect([
      hasTime('a v=1 1\nb v=1'),
      hasTime('a v=1 1\nb v=1 2'),
      hasTime(new TextEncoder().encode('a v=1 1')),
    ]).toEqual([false, true, true])
    expect([hasTime({ toLineProtocol: () => 'm v=1 5' }), hasTime({ toLineProtocol: () => 'm v=1' })]).toEqual([
      true,
      false,
    ])
  })
})
