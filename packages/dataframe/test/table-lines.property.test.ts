import {
  Bool,
  Dictionary,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  LargeUtf8,
  RecordBatch,
  Schema,
  Field,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  makeData,
  makeVector,
  vectorFromArray,
} from 'apache-arrow'
import type { DataType, Vector } from 'apache-arrow'
import type { FieldType, LineOptions } from '@fluxline/point'
import { Point } from '@fluxline/point'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tableLines } from '../src/index.ts'
import { linesOf } from './written-lines.ts'

// Runs more, or the seed of a failure: FLUXLINE_FUZZ_RUNS=100000 FLUXLINE_FUZZ_SEED=42 pnpm test
const { FLUXLINE_FUZZ_RUNS: runs, FLUXLINE_FUZZ_SEED: seed } = process.env
const parameters = { numRuns: Number(runs ?? 300), ...(seed === undefined ? {} : { seed: Number(seed) }) }

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 10 }),
  fc.string({
    unit: fc.constantFrom(',', ' ', '=', '"', '\\', '\n', '\t', '\0', 'a', 'é', '😀', '\u{feff}'),
    maxLength: 6,
  }),
  fc.constantFrom('', 'west', 'east'),
)
// Arrow's format in JavaScript loses an empty name, and a byte order mark at the start of a name.
const label = text.filter((name) => name !== '' && !name.startsWith('\u{feff}'))
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

interface Kind {
  readonly type: () => DataType
  readonly field: FieldType
  readonly values: fc.Arbitrary<unknown>
}

const kinds: readonly Kind[] = [
  { type: () => new Float64(), field: 'float', values: fc.double() },
  { type: () => new Float32(), field: 'float', values: fc.float() },
  { type: () => new Int8(), field: 'int', values: fc.integer({ min: -128, max: 127 }) },
  { type: () => new Int16(), field: 'int', values: fc.integer({ min: -32_768, max: 32_767 }) },
  { type: () => new Int32(), field: 'int', values: fc.integer() },
  { type: () => new Int64(), field: 'int', values: int64 },
  { type: () => new Uint8(), field: 'uint', values: fc.integer({ min: 0, max: 255 }) },
  { type: () => new Uint16(), field: 'uint', values: fc.integer({ min: 0, max: 65_535 }) },
  { type: () => new Uint32(), field: 'uint', values: fc.integer({ min: 0, max: 2 ** 32 - 1 }) },
  { type: () => new Uint64(), field: 'uint', values: uint64 },
  { type: () => new Bool(), field: 'boolean', values: fc.boolean() },
  { type: () => new Utf8(), field: 'string', values: text },
  { type: () => new LargeUtf8(), field: 'string', values: text },
  { type: () => new Dictionary(new Utf8(), new Int32()), field: 'string', values: text },
  { type: () => new Dictionary(new Utf8(), new Int8()), field: 'string', values: text },
  { type: () => new Dictionary(new Int64(), new Int32()), field: 'int', values: int64 },
]
const timeKinds = [
  { type: () => new TimestampNanosecond('UTC'), unit: 'ns', nanoseconds: 1n },
  { type: () => new TimestampMicrosecond('UTC'), unit: 'us', nanoseconds: 1_000n },
  { type: () => new TimestampMillisecond(), unit: 'ms', nanoseconds: 1_000_000n },
] as const

const column = (kind: Kind, rows: number): fc.Arbitrary<unknown[]> =>
  fc.array(fc.option(kind.values, { freq: 4 }), { minLength: rows, maxLength: rows })
const columns = (rows: number): fc.Arbitrary<{ kind: Kind; name: string; values: unknown[] }> =>
  fc
    .constantFrom(...kinds)
    .chain((kind) => fc.record({ kind: fc.constant(kind), name: label, values: column(kind, rows) }))

const frame = fc.integer({ min: 1, max: 30 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    measurement: fc.oneof(text, fc.array(text, { minLength: rows, maxLength: rows })),
    tags: fc.uniqueArray(columns(rows), { maxLength: 3, selector: ({ name }) => name }),
    fields: fc.uniqueArray(columns(rows), { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
    nanoseconds: fc.array(fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n }), {
      minLength: rows,
      maxLength: rows,
    }),
    time: fc.constantFrom(...timeKinds),
    cut: fc.nat(rows),
    options: fc.record(
      {
        precision: fc.constantFrom('ns', 'us', 'ms', 's'),
        finerTimes: fc.constantFrom('throw', 'truncate'),
        defaultTags: fc.dictionary(text, text, { maxKeys: 2 }),
        nonFinite: fc.constantFrom('throw', 'omit'),
        trailingBackslash: fc.constantFrom('throw', 'pad'),
        newline: fc.constantFrom('escape', 'reject'),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<LineOptions>,
  }),
)

it(
  'writes a table as its rows would be written as points, or refuses it as they would be refused',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(frame, ({ rows, measurement, tags, fields, nanoseconds, time, cut, options }) => {
        const times = nanoseconds.map((each) => each / time.nanoseconds)
        // A tag and a field may share a key in a point; the columns of a table have unique names.
        fc.pre(new Set([...tags, ...fields].map(({ name }) => name)).size === tags.length + fields.length)
        const pointOf = (row: number): Point => {
          const point = new Point(typeof measurement === 'string' ? measurement : measurement[row]!)
          for (const { name, values } of tags)
            point.tag(name, Number.isNaN(values[row]) ? undefined : (values[row] as string))
          for (const { name, values, kind } of fields) setField(point, kind.field, name, values[row])
          return point.time(times[row], time.unit)
        }
        // The names of columns are checked even if no row has a value.
        const names = new Point('m')
        for (const { name } of tags) names.tag(name, 'x')
        for (const { name } of fields) names.floatField(name, 1)
        const expected = outcome(() =>
          [names, ...Array.from({ length: rows }, (_, row) => pointOf(row))]
            .map((point) => point.toLineProtocol(options))
            .slice(1)
            .filter((line) => line !== undefined)
            .map((line) => `${line}\n`)
            .join(''),
        )
        const { precision, finerTimes, defaultTags, ...rest } = options
        const table = tableOf(
          [
            ...(typeof measurement === 'string'
              ? []
              : [['measurement column', vectorFromArray(measurement, new Utf8())] as const]),
            ...[...tags, ...fields].map(
              ({ name, kind, values }) => [name, vectorFromArray(values, kind.type())] as const,
            ),
            ['time column', timesOf(times, time.type())] as const,
          ],
          cut,
        )
        const tableOptions = {
          ...rest,
          ...(typeof measurement === 'string' ? { measurement } : { measurementColumn: 'measurement column' }),
          tagColumns: tags.map(({ name }) => name),
          timeColumn: 'time column',
        }
        const written = (source: Table): unknown =>
          outcome(() => linesOf(tableLines(source, tableOptions), { precision, finerTimes, defaultTags }))
        expect(written(table)).toEqual(expected)
        expect(written(tableFromIPC(tableToIPC(table)))).toEqual(expected)
      }),
      parameters,
    )
  },
)

function setField(point: Point, type: FieldType, name: string, value: unknown): void {
  if (value === null || Number.isNaN(value)) return
  if (type === 'float') point.floatField(name, value as number)
  else if (type === 'int') point.intField(name, value as bigint)
  else if (type === 'uint') point.uintField(name, value as bigint)
  else if (type === 'boolean') point.booleanField(name, value as boolean)
  else point.stringField(name, value as string)
}

/** Makes a vector of times, since Arrow's builders take milliseconds. */
function timesOf(times: readonly bigint[], type: DataType): Vector {
  return makeVector(makeData({ type: type as TimestampNanosecond, data: BigInt64Array.from(times) }))
}

/** Makes a table of two batches, each a slice of longer columns. */
function tableOf(columns: readonly (readonly [string, Vector])[], cut: number): Table {
  const fields = columns.map(([name, { type }]) => new Field(name, type, true))
  const schema = new Schema(fields)
  const length = columns[0]![1].length
  const data = columns.map(([, vector]) => vector.data[0]!)
  const batch = (from: number, to: number): RecordBatch =>
    new RecordBatch(
      schema,
      makeData({
        type: new Struct(fields),
        length: to - from,
        nullCount: 0,
        children: data.map((each) => each.slice(from, to - from)),
      }),
    )
  return new Table(schema, [batch(0, cut), batch(cut, length)])
}

function outcome(run: () => string): string {
  try {
    return run()
  } catch (error) {
    if ((error as { code?: string }).code !== 'FLUXLINE_LINE_PROTOCOL') throw error
    return 'refused'
  }
}
