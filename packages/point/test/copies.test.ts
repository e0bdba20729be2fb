import { expect, it, vi } from 'vitest'
import * as ours from '../src/index.ts'

vi.resetModules()
const theirs = await import('../src/index.ts')

const Weather = theirs.defineMeasurement('weather', {
  tags: { station: theirs.tag() },
  fields: { temperature: theirs.float(), gusts: theirs.int() },
  time: 'ms',
})

it('takes points of another copy of the package as its own', () => {
  const point = theirs.Point.measurement('m').tag('room', 'a b').floatField('t', 1.5).time(new Date(5))
  const line = vi.spyOn(point, 'toLineProtocol')
  const encoder = new ours.LineProtocolEncoder({ precision: 'ms', defaultTags: { site: 'x' } })
  expect(encoder.encode(point)).toBe(1)
  expect(new TextDecoder().decode(encoder.takeBytes())).toBe('m,room=a\\ b,site=x t=1.5 5\n')
  // Their own line would be text, which is slower.
  expect(line).not.toHaveBeenCalled()
})

it('takes records of a schema of another copy as its own', () => {
  const record = Weather.record({ station: 'KSEA', temperature: 11.2, gusts: 3n, time: 7 })
  const line = vi.spyOn(record, 'toLineProtocol')
  const encoder = new ours.LineProtocolEncoder()
  encoder.encode(record)
  expect(new TextDecoder().decode(encoder.takeBytes())).toBe('weather,station=KSEA gusts=3i,temperature=11.2 7000000\n')
  expect(line).not.toHaveBeenCalled()
})

it('leaves the batch unchanged if a point of another copy has no line', () => {
  const encoder = new ours.LineProtocolEncoder()
  expect(() => encoder.encode(theirs.Point.measurement('m').floatField('t', Number.NaN))).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_LINE_PROTOCOL' }),
  )
  expect(encoder.encode(theirs.Point.measurement('m'))).toBe(0)
  expect(encoder.byteLength).toBe(0)
})

it('gives distinct times to points of all copies, from one clock', () => {
  const times = Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? ours : theirs).processClock())
  expect(new Set(times).size).toBe(1000)
})
