import { describe, expect, it } from 'vitest'
import { LineColumnEncoder } from '../src/columns/index.ts'
import * as point from '../src/index.ts'

const { defineMeasurement, float, LineProtocolEncoder, OptionError, Point, string, tag } = point

/** Every exported class, and a function that calls its constructor. */
const classes: readonly (readonly [name: string, create: (...args: never[]) => unknown])[] = [
  ...Object.entries(point)
    .filter(([, value]) => typeof value === 'function' && /^class\s/.test(String(value)))
    .map(([name, value]) => [name, (...args: never[]) => Reflect.construct(value, args) as unknown] as const),
  ['LineColumnEncoder', (...args: never[]) => Reflect.construct(LineColumnEncoder, args)],
]

describe('an exported class', () => {
  it('is one of these', () => {
    expect(classes.map(([name]) => name).toSorted()).toEqual([
      'LineColumnEncoder',
      'LineProtocolEncoder',
      'LineProtocolError',
      'OptionError',
      'Point',
    ])
  })

  it.each(classes)('%s takes no arguments and {}, or throws an error of fluxline', (name, create) => {
    for (const args of [[], [{}]]) {
      let failure: unknown
      try {
        expect(create(...(args as never[]))).toBeTypeOf('object')
      } catch (error) {
        failure = error
      }
      const isMade = failure === undefined || (failure as { code: string }).code.startsWith('FLUXLINE_')
      expect(isMade, `${name}: ${String(failure)}`).toBe(true)
    }
  })
})

describe('options', () => {
  const v1 = new Point('m').floatField('v', 1)

  it.each<[string, () => unknown, string]>([
    [
      'of an encoder',
      () => new LineProtocolEncoder({ presicion: 'ms' } as never),
      'LineProtocolEncoder: unknown option "presicion". Did you mean "precision"?',
    ],
    [
      'of a line',
      () => v1.toLineProtocol({ defaultTag: {} } as never),
      'toLineProtocol: unknown option "defaultTag". Did you mean "defaultTags"?',
    ],
    [
      "of a schema record's line",
      () =>
        defineMeasurement('m', { fields: { v: float() } })
          .record({ v: 1 })
          .toLineProtocol({ unit: 's' } as never),
      'toLineProtocol: unknown option "unit".',
    ],
    [
      'of a definition',
      () => defineMeasurement('m', { field: { v: float() }, fields: { v: float() } } as never),
      'defineMeasurement: unknown option "field". Did you mean "fields"?',
    ],
    ['of a member', () => tag({ optionl: true } as never), 'tag: unknown option "optionl". Did you mean "optional"?'],
    [
      'of a mapping',
      () => Point.from({}, { tagkeys: [] } as never),
      'Point.from: unknown option "tagkeys". Did you mean "tagKeys"?',
    ],
    [
      'of the parser',
      () => point.parseLineProtocol('m v=1', { precison: 's' } as never),
      'parseLineProtocol: unknown option "precison". Did you mean "precision"?',
    ],
    [
      'of a timestamp',
      () => point.parseTimestamp('2026-01-31', { zone: 'UTC' } as never),
      'parseTimestamp: unknown option "zone".',
    ],
    [
      'of an escape function',
      () => point.escapeTagKey('a', { newLine: 'reject' } as never),
      'escapeTagKey: unknown option "newLine". Did you mean "newline"?',
    ],
    [
      'of columns',
      () => new LineColumnEncoder({ tags: [], fields: [] }, { clock: () => 1n } as never),
      'LineColumnEncoder: unknown option "clock".',
    ],
  ])('an unknown one is an error: %s', (_, call, message) => {
    expect(call).toThrow(OptionError)
    expect(call).toThrow(message)
  })

  it.each<[string, () => unknown, string | RegExp]>([
    [
      'an encoder that gets text',
      () => new LineProtocolEncoder('ms' as never),
      'LineProtocolEncoder takes options as an object',
    ],
    [
      'a clock that is not a function',
      () => new LineProtocolEncoder({ clock: 5 as never }),
      '`clock` must be a function',
    ],
    [
      'nonFinite',
      () => v1.toLineProtocol({ nonFinite: 'drop' as never }),
      '`nonFinite` must be "throw" or "omit", not a text of 4 characters',
    ],
    ['newline', () => v1.toLineProtocol({ newline: 'x' as never }), '`newline` must be "escape" or "reject", not "x"'],
    [
      'a precision of the parser',
      () => point.parseLineProtocol('', { precision: 'm' as never }),
      '`precision` must be',
    ],
    [
      'the time of a schema',
      () => defineMeasurement('m', { fields: { v: float() }, time: 'm' as never }),
      '`time` must be',
    ],
    [
      'a schema without fields',
      () => defineMeasurement('m', {} as never),
      '`tags` and `fields` must be objects of members',
    ],
    [
      'a schema that is not an object',
      () => defineMeasurement('m', 'v' as never),
      'defineMeasurement takes options as an object: {',
    ],
    [
      'a schema without a name',
      () => defineMeasurement(undefined as never, { fields: {} }),
      'the name must be text, not undefined',
    ],
    [
      'a tag among the fields',
      () => defineMeasurement('m', { fields: { v: tag() } } as never),
      /`fields\.v\.type` must be "float", "int", .* or ".*", not a text of 3 characters/,
    ],
    [
      'a field among the tags',
      () => defineMeasurement('m', { tags: { t: string() } as never, fields: { v: float() } }),
      '`tags.t.type` must be "tag", not a text of 6 characters',
    ],
    ['optional', () => float({ optional: 1 as never }), '`optional` must be true or false, not 1'],
  ])('a wrong value is an error: %s', (_, call, message) => {
    expect(call).toThrow(OptionError)
    expect(call).toThrow(message)
  })
})
