import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defineMeasurement,
  float,
  LineProtocolEncoder,
  LineProtocolError,
  parseLineProtocol,
  Point,
  tag,
} from '../src/index.ts'
import type { FieldType, FieldValue, LineOptions } from '../src/index.ts'
import { LineColumnEncoder } from '../src/columns/index.ts'
import type { LineColumn } from '../src/columns/index.ts'
import { fieldTypes } from '../src/field-types.ts'
import { field, float as anyFloat, int, nanoseconds, point, expressible, text, uint } from './arbitraries.ts'

// For more runs, or the runs of a seed: FLUXLINE_FUZZ_RUNS=1000000 FLUXLINE_FUZZ_SEED=42 pnpm test
const { FLUXLINE_FUZZ_RUNS: runs, FLUXLINE_FUZZ_SEED: seed } = process.env
const parameters = { numRuns: Number(runs ?? 300), ...(seed === undefined ? {} : { seed: Number(seed) }) }

const options: fc.Arbitrary<LineOptions> = fc.record(
  {
    precision: fc.constantFrom('ns', 'us', 'ms', 's'),
    finerTimes: fc.constantFrom('throw', 'truncate'),
    defaultTags: fc.dictionary(text, text, { maxKeys: 3 }),
    nonFinite: fc.constantFrom('throw', 'omit'),
    trailingBackslash: fc.constantFrom('throw', 'pad'),
    newline: fc.constantFrom('escape', 'reject'),
  },
  { requiredKeys: [] },
)

describe('the encoder writes what toLineProtocol says', () => {
  it('for any batch of points, and refuses the same ones', () => {
    fc.assert(
      fc.property(fc.array(point(text, text), { maxLength: 6 }), options, (points, lineOptions) => {
        const encoder = new LineProtocolEncoder(lineOptions)
        // Twice: the second time, templates and tag sets are known.
        for (const each of [...points, ...points]) {
          const line = outcome(() => bytesOf(each.toLineProtocol(lineOptions)))
          const fast = outcome(() => {
            encoder.encode(each)
            return encoder.takeBytes()
          })
          expect(fast).toEqual(line)
        }
      }),
      parameters,
    )
  })

  it('for series that share some of their tags', () => {
    const few = fc.constantFrom('', 'a', 'b', 'c')
    const schema = defineMeasurement('m', {
      tags: { host: tag({ optional: true }), cpu: tag({ optional: true }) },
      fields: { v: float() },
    })
    fc.assert(
      fc.property(fc.array(fc.record({ host: few, cpu: few, v: anyFloat }), { maxLength: 40 }), (rows) => {
        const encoder = new LineProtocolEncoder({ defaultTags: { cpu: 'default' } })
        for (const row of rows) {
          const record = schema.record(row)
          encoder.encode(record)
          const line = bytesOf(record.toLineProtocol({ defaultTags: { cpu: 'default' } }))
          expect(encoder.takeBytes()).toEqual(line)
          encoder.encode(new Point('m').tag('host', row.host).tag('cpu', row.cpu).floatField('v', row.v))
          expect(encoder.takeBytes()).toEqual(line)
        }
      }),
      parameters,
    )
  })

  it.each([
    ['floats', anyFloat, (value: number | bigint) => new Point('m').floatField('v', Number(value))],
    ['integers', int, (value: number | bigint) => new Point('m').intField('v', value)],
    ['unsigned integers', uint, (value: number | bigint) => new Point('m').uintField('v', value)],
    ['times', nanoseconds, (value: number | bigint) => new Point('m').intField('v', 1).time(value, 'ns')],
  ])('for %s of any size', (_, values, make) => {
    const encoder = new LineProtocolEncoder()
    fc.assert(
      fc.property(values, (value) => {
        encoder.encode(make(value))
        expect(new TextDecoder().decode(encoder.takeBytes())).toBe(`${make(value).toLineProtocol()}\n`)
      }),
      { ...parameters, numRuns: parameters.numRuns * 10 },
    )
  })
})

describe('the encoder writes what toLineProtocol says of long texts', () => {
  const rare = fc.constantFrom('"', '\\', 'é', '😀', '\ud800', '\udc00', '\0', '\n', '')
  const long = fc
    .tuple(fc.nat(400), fc.array(fc.tuple(fc.nat(400), rare), { maxLength: 2 }))
    .map(([length, others]) => {
      const characters = Array.from({ length }, (_, at) =>
        String.fromCharCode(32 + ((at * 7) % 90)).replace(/["\\]/, 'x'),
      )
      for (const [at, other] of others) characters.splice(at, 1, other)
      return characters.join('')
    })

  it('in string fields and tags', () => {
    const encoder = new LineProtocolEncoder()
    fc.assert(
      fc.property(long, long, (first, second) => {
        const each = new Point('m').tag('t', first).stringField('a', first).stringField('b', second).time(1n)
        const written = outcome(() => {
          encoder.encode(each)
          return encoder.takeBytes()
        })
        expect(written).toEqual(outcome(() => bytesOf(each.toLineProtocol())))
      }),
      { ...parameters, numRuns: parameters.numRuns * 3 },
    )
  })
})

describe('the column encoder writes what toLineProtocol says', () => {
  it.each(Object.keys(fieldTypes) as FieldType[])('for fields of the type %s', (type) => {
    const values = fc.array(
      field(text).filter(([each]) => each === type),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(values, options, (fields, lineOptions) => {
        const lines = fields.map(([, value]) => {
          const point = new Point('m').field('v', value, type).time(1_700_000_000_000_000_000n)
          return outcome(() => bytesOf(point.toLineProtocol(lineOptions)))
        })
        const rows = fields.map(([, value]) => outcome(() => writeColumn(columnOf(type, value), type, lineOptions)))
        expect(rows).toEqual(lines)
      }),
      { ...parameters, numRuns: Math.ceil(parameters.numRuns / 3) },
    )
  })
})

describe('parseLineProtocol', () => {
  it('reads a line as the point that it was', () => {
    fc.assert(
      fc.property(point(expressible, expressible), (each) => {
        const line = each.toLineProtocol()
        fc.pre(line !== undefined)
        const [parsed, ...others] = parseLineProtocol(line)
        expect(others).toEqual([])
        expect([line, parsed!.equals(each)]).toEqual([line, true])
      }),
      parameters,
    )
  })

  it('reads back every point that toLineProtocol does not refuse', () => {
    fc.assert(
      fc.property(point(text, text), (each) => {
        const line = lineOf(each)
        fc.pre(line !== undefined)
        expect([line, parseLineProtocol(line)[0]!.equals(each)]).toEqual([line, true])
      }),
      parameters,
    )
  })

  it('finds every line of a batch', () => {
    fc.assert(
      fc.property(fc.array(point(expressible, expressible), { maxLength: 8 }), (points) => {
        const encoder = new LineProtocolEncoder()
        const written = points.filter((each) => encoder.encode(each) === 1)
        const parsed = parseLineProtocol(encoder.takeBytes())
        expect(parsed.map(String)).toEqual(written.map(String))
      }),
      parameters,
    )
  })

  it('refuses other text with a LineProtocolError', () => {
    fc.assert(
      fc.property(text, (line) => {
        outcome(() => parseLineProtocol(line))
      }),
      parameters,
    )
  })
})

function writeColumn(column: LineColumn, type: FieldType, lineOptions: LineOptions): Uint8Array {
  const encoder = new LineColumnEncoder({ measurement: 'm', tags: [], fields: [['v', type]] }, lineOptions)
  const times = { values: BigInt64Array.of(1_700_000_000_000_000_000n), unit: 'ns' } as const
  for (const _ of encoder.encode({ length: 1, tags: [], fields: [column], times }, 1_000_000));
  return encoder.takeBytes()
}

function columnOf(type: FieldType, value: FieldValue): LineColumn {
  switch (fieldTypes[type].notation) {
    case 'decimal':
      return { kind: 'float', values: Float64Array.of(value as number) }
    case 'integer':
      return type === 'uint'
        ? { kind: 'uint', values: BigUint64Array.of(BigInt(value)) }
        : { kind: 'int', values: BigInt64Array.of(BigInt(value)) }
    case 'boolean':
      return { kind: 'boolean', bits: Uint8Array.of(Number(value)) }
    case 'quoted':
      return { kind: 'repeated text', indices: Int32Array.of(0), texts: { get: () => value as string } }
  }
}

/** Returns the line, if line protocol can express the point exactly. */
function lineOf(each: Point): string | undefined {
  try {
    return each.toLineProtocol({ newline: 'reject' })
  } catch {
    return undefined
  }
}

function bytesOf(line: string | undefined): Uint8Array {
  return new TextEncoder().encode(line === undefined ? '' : `${line}\n`)
}

function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof LineProtocolError)) throw error
    return `refused`
  }
}
