import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Point } from './point.ts'

const point = new Point('h2o').tag('location', 'west').floatField('level', 1.5).time(1_700_000_000_123_456_789n)

describe('a point as JSON', () => {
  it('has its parts, and text for the time and for integers beyond 2^53', () => {
    const large = point
      .copy()
      .intField('small', 3n)
      .uintField('large', 18_446_744_073_709_551_615n)
      .booleanField('on', true)
      .stringField('text', 'a')
    expect(JSON.parse(JSON.stringify(large))).toEqual({
      measurement: 'h2o',
      tags: { location: 'west' },
      fields: { level: 1.5, small: 3, large: '18446744073709551615', on: true, text: 'a' },
      time: '2023-11-14T22:13:20.123456789Z',
    })
  })

  it('has no time if the point has none, and is what Point.from reads', () => {
    expect(new Point('m').floatField('v', 1).toJSON()).toEqual({ measurement: 'm', tags: {}, fields: { v: 1 } })
    expect(Point.from(point.toJSON()).equals(point)).toBe(true)
  })
})

describe('a point in a log', () => {
  it('shows its parts', () => {
    expect(inspect(point)).toBe(
      "Point 'h2o' {\n  tags: { location: 'west' },\n  fields: { level: 1.5 },\n  time: 2023-11-14T22:13:20.123456789Z\n}",
    )
    expect(inspect(new Point('m').intField('n', 2n ** 60n))).toBe(
      "Point 'm' { tags: {}, fields: { n: 1152921504606846976n } }",
    )
    expect(inspect([point], { depth: 0 })).toBe("[ [Point 'h2o'] ]")
  })

  it('may be an object that has no parts', () => {
    expect(inspect(Object.create(Point.prototype))).toBe('Point {}')
  })
})
