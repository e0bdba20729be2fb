import fc from 'fast-check'
import { fieldTypes } from '../src/field-types.ts'
import type { Notation } from '../src/field-types.ts'
import { Point } from '../src/index.ts'
import type { FieldType, FieldValue } from '../src/index.ts'

/** Text of any UTF-16, with many characters that are special in line protocol. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom(',', ' ', '=', '"', '\\', '\n', '\r', '\t', '\0', '#', 'a', 'é', '😀', '\ud800', '\udc00'),
    maxLength: 8,
  }),
)

/** Text that line protocol can express exactly in every part of a line. */
export const expressible: fc.Arbitrary<string> = text.filter(
  (value) =>
    value !== '' &&
    value.isWellFormed() &&
    !/[\n\r\t\0]|^#|\\[,= "]|\\$/.test(value) &&
    !['time', '_field', '_measurement'].includes(value),
)

const words = new DataView(new ArrayBuffer(8))

/** Finite doubles: of few decimals, of any bits, at the limits of a double. */
export const float: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer().map((value) => value / 100),
  fc.maxSafeInteger().map((value) => value / 1_000),
  fc.integer({ min: -12, max: 20 }).chain((exponent) => fc.integer().map((value) => Number(`${value}e${exponent}`))),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((bits) => {
    words.setBigUint64(0, bits)
    const value = words.getFloat64(0)
    return Number.isFinite(value) ? value : -0
  }),
  fc.constantFrom(
    0,
    -0,
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    1e21,
    1e-7,
    1e15,
    0.1 + 0.2,
    2 ** 53,
    123456789012345680,
  ),
)

export const int: fc.Arbitrary<number | bigint> = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -20, max: 20 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 10n ** 18n, 999_999_999n, 4_294_967_296n, -2_147_483_648, 2 ** 32),
)

export const uint: fc.Arbitrary<number | bigint> = fc.oneof(
  fc.maxSafeNat(),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(2n ** 64n - 1n, 2n ** 63n, 0n),
)

export type TypedField = readonly [type: FieldType, value: FieldValue]

/** A field of any type in the table; text comes from `strings`. */
export function field(strings: fc.Arbitrary<string>): fc.Arbitrary<TypedField> {
  const integers = fc.oneof(int, uint)
  const values: Readonly<Record<Notation, fc.Arbitrary<FieldValue>>> = {
    decimal: float,
    integer: integers,
    boolean: fc.boolean(),
    quoted: strings,
  }
  const types = Object.keys(fieldTypes) as FieldType[]
  const each = types.map((type) => {
    const { notation, accept } = fieldTypes[type]
    return values[notation].filter((value) => accept(value) !== undefined).map((value): TypedField => [type, value])
  })
  return fc.oneof(...each)
}

/** Nanoseconds that InfluxDB can store. */
export const nanoseconds: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n }),
  fc.bigInt({ min: 1_600_000_000_000_000_000n, max: 1_900_000_000_000_000_000n }),
  fc.constantFrom(0n, -1n, 1n, -(2n ** 63n) + 2n, 2n ** 63n - 2n),
)

/** Points whose names come from `names` and whose texts from `values`. */
export function point(names: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<Point> {
  return fc
    .record({
      measurement: names,
      tags: fc.array(fc.tuple(names, values), { maxLength: 5 }),
      fields: fc.array(fc.tuple(names, field(values)), { maxLength: 5 }),
      time: fc.option(nanoseconds),
    })
    .map(({ measurement, tags, fields, time }) => {
      const made = new Point(measurement)
      for (const [key, value] of tags) made.tag(key, value)
      for (const [key, [type, value]] of fields) made.field(key, value, type)
      return made.time(time, 'ns')
    })
}
