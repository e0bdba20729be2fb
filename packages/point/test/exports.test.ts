import { expect, it } from 'vitest'
import * as point from '../src/index.ts'
import type * as original from '../src/point.ts'

it('exports these names and no others', () => {
  expect(Object.keys(point).toSorted()).toEqual([
    'LineProtocolEncoder',
    'LineProtocolError',
    'LineScanner',
    'Point',
    'boolean',
    'createClock',
    'defineMeasurement',
    'escapeFieldKey',
    'escapeMeasurement',
    'escapeTagKey',
    'escapeTagValue',
    'float',
    'hasTime',
    'int',
    'parseLineProtocol',
    'parseTimestamp',
    'processClock',
    'quoteString',
    'string',
    'tag',
    'toNanoseconds',
    'uint',
  ])
})

it('takes points and records of a second copy of the package', async () => {
  const path: string = '../src/point.ts?copy'
  const copy: typeof original = await import(path)
  const foreign = new copy.Point('m').tag('t', 'a').floatField('v', 1.5).time(5, 'ms')
  expect(foreign).not.toBeInstanceOf(point.Point)
  const encoder = new point.LineProtocolEncoder({ precision: 'us', defaultTags: { d: 'x' }, clock: () => 1n })
  encoder.add(foreign)
  expect(new TextDecoder().decode(encoder.take())).toBe('m,d=x,t=a v=1.5 5000\n')
  expect(new point.Point('m').tag('t', 'a').floatField('v', 1.5).time(5_000, 'us').equals(foreign)).toBe(true)
  expect(point.hasTime(foreign)).toBe(true)
})
