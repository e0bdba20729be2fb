import { describe, expect, it } from 'vitest'
import { LineProtocolError } from '../errors.ts'
import { parseLineProtocol } from './parse-line-protocol.ts'
import { Point } from '../point.ts'

const { raw } = String

function failureOf(lines: string): unknown {
  try {
    return parseLineProtocol(lines)
  } catch (error) {
    return error
  }
}

describe('parseLineProtocol', () => {
  it('reads fields of every type', () => {
    const [point] = parseLineProtocol(
      String.raw`m,t=a f=1.5,e=-1e-7,i=-3i,u=18446744073709551615u,y=T,n=false,s="a \"b\\ c, d=e" 5`,
    )
    expect(point!.tags).toEqual({ t: 'a' })
    expect(point!.fields).toEqual({
      f: 1.5,
      e: -1e-7,
      i: -3n,
      u: 18_446_744_073_709_551_615n,
      y: true,
      n: false,
      s: 'a "b\\ c, d=e',
    })
    expect(point!.timestamp).toEqual({ value: 5n, unit: 'ns' })
  })

  it('reads times in the given precision', () => {
    expect(parseLineProtocol('m v=1 5', { precision: 'ms' })[0]!.timestamp).toEqual({ value: 5n, unit: 'ms' })
  })

  it('skips empty lines and comments, and reads a newline in quotes as data', () => {
    const points = parseLineProtocol('# it\'s "a" comment\n\r\n  a v="x\ny"  \n\nb v=1 1\r\n#end')
    expect(points.map((point) => [point.measurement, point.fields['v']])).toEqual([
      ['a', 'x\ny'],
      ['b', 1],
    ])
  })

  it('reads escapes as InfluxDB does', () => {
    const [point] = parseLineProtocol(raw`a\ b\,c=d,t\=k\\,x=v\ w\\=,p=C:\q f\"g\\"h\ i=1`)
    expect(point!.measurement).toBe('a b,c=d')
    expect(point!.tags).toEqual({ [raw`t=k\,x`]: raw`v w\=`, p: raw`C:\q` })
    expect(Object.keys(point!.fields)).toEqual([raw`f"g\"h i`])
  })

  it('skips tabs and zeros before the fields and the time, as InfluxDB does', () => {
    const [point] = parseLineProtocol('m \t\0 v=1 \0\t5')
    expect([point!.fields, point!.timestamp]).toEqual([{ v: 1 }, { value: 5n, unit: 'ns' }])
  })

  it('reads bytes', () => {
    expect(
      parseLineProtocol(new TextEncoder().encode('é v="😀"'))[0]!.equals(new Point('é').stringField('v', '😀')),
    ).toBe(true)
  })

  it.each([
    ['no field', 'm', /expected a space before the fields/],
    ['a tag without a value', 'm,a v=1', /expected an equals sign after "a"/],
    ['an empty tag', 'm,a= v=1', /expected a value of tag "a"/],
    ['a field without a value', 'm v=', /expected a value of field "v"/],
    ['a word as a value', 'm v=abc', /expected a number, boolean or quoted text instead of "abc"/],
    ['a field key that ends in a backslash', raw`m a\\=1`, /expected an equals sign after "a"/],
    ['a number that is too large', 'm v=-1e400', /expected a number of 64 bits instead of "-1e400"/],
    ['a plus sign before a number', 'm v=+1', /instead of "\+1"/],
    ['a plus sign before an integer', 'm v=+1u', /instead of "\+1u"/],
    ['NaN', 'm v=NaN', /"NaN"/],
    ['an open quote', 'm v="a', /instead of "\\"a"/],
    ['a time that is not an integer', 'm v=1 1.5', /expected a time, or the end of the line/],
    ['something after the time', 'm v=1 1 2', /expected a time, or the end of the line/],
    ['an integer out of range', 'm v=9223372036854775808i', /which is not an int/],
  ])('refuses %s, with the line and the character', (_, line, message) => {
    expect(() => parseLineProtocol(`ok v=1\n${line}`)).toThrow(message)
    expect(() => parseLineProtocol(`ok v=1\n${line}`)).toThrow(/^Line 2, /)
    expect(() => parseLineProtocol(line)).toThrow(LineProtocolError)
  })
  it('counts lines as an editor does, with comments, empty lines and those of text in quotes', () => {
    expect(failureOf('# a\n\n  bad')).toMatchObject({
      message: expect.stringMatching(/^Line 3, "bad": /),
      value: '"bad"',
    })
    expect(failureOf('a v="x\ny"\r\n#\r\nbad')).toMatchObject({ message: expect.stringMatching(/^Line 4, /) })
    const { value } = failureOf('x'.repeat(1000)) as LineProtocolError
    expect(value!.length).toBeLessThanOrEqual(80)
  })
})
