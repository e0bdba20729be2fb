import fc from 'fast-check'
import { identifier, influxql, influxqlDuration, influxqlRaw } from '../src/index.ts'
import type { InfluxQLExpression, InfluxQLFieldType } from '../src/index.ts'
import { fieldNames, fieldTypes, measurements, tagNames, tagValues } from './random-points.ts'
import type { FieldName } from './random-points.ts'

/** A statement, and the types of its columns where JSON does not show them. */
export interface RandomStatement {
  readonly text: string
  readonly types: Readonly<Record<string, InfluxQLFieldType>>
}

/** What a function of a field returns. */
const functions: readonly (readonly [name: string, of: RegExp, result: InfluxQLFieldType | 'same'])[] = [
  ['count', /./, 'integer'],
  ['mean', /^(?:integer|float)$/, 'float'],
  ['sum', /^(?:integer|float)$/, 'same'],
  ['max', /^(?:integer|float|unsigned)$/, 'same'],
  ['min', /^(?:integer|float|unsigned)$/, 'same'],
  ['first', /./, 'same'],
  ['last', /./, 'same'],
  ['spread', /^(?:integer|float)$/, 'same'],
  ['distinct', /^(?!unsigned)/, 'same'],
  ['stddev', /^(?:integer|float)$/, 'float'],
]

const raw = (text: InfluxQLExpression | string): InfluxQLExpression => influxqlRaw(String(text))
const list = (items: readonly InfluxQLExpression[]): InfluxQLExpression => raw(items.map(String).join(', '))

function conditions(): fc.Arbitrary<InfluxQLExpression> {
  const tag = fc.constantFrom(...tagNames).map(identifier)
  const value = fc.constantFrom(...tagValues)
  return fc.oneof(
    fc.tuple(tag, fc.constantFrom('=', '!='), value).map(([key, sign, text]) => influxql`${key} ${raw(sign)} ${text}`),
    fc
      .tuple(tag, fc.constantFrom('=~', '!~'), fc.subarray([...tagValues]))
      .map(([key, sign, texts]) => influxql`${key} ${raw(sign)} ${texts}`),
    fc.tuple(tag, value).map(([key, text]) => influxql`${key} =~ /^${text}/`),
    fc.constantFrom(influxql`time > ${new Date(0)}`, influxql`time <= 0`, influxql`time >= 1700000000s`),
    fc.integer({ min: -9, max: 9 }).map((number) => influxql`f > ${number}`),
    fc.constantFrom(influxql`i >= ${2n ** 53n}`, influxql`s != ''`, influxql`b = true`),
  )
}

function where(): fc.Arbitrary<string> {
  return fc
    .array(conditions(), { maxLength: 2 })
    .map((all) => (all.length === 0 ? '' : ` WHERE ${all.map(String).join(' AND ')}`))
}

function source(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...measurements).map((name) => String(identifier(name))) },
    fc.subarray([...measurements], { minLength: 2 }).map((names) => String(list(names.map(identifier)))),
    fc.constantFrom('/^[mn]/', '/./'),
  )
}

const groupTags = fc
  .subarray([...tagNames])
  .map((names) => (names.length === 0 ? '' : ` GROUP BY ${String(list(names.map(identifier)))}`))

/** Fields and tags, one by one or all of them, also from a query inside. */
function rows(hasUnsigned: boolean): fc.Arbitrary<RandomStatement> {
  const names = fieldNames.filter((name) => hasUnsigned || name !== 'u')
  const columns = fc.oneof(
    fc.constant('*'),
    fc
      .tuple(fc.subarray([...names], { minLength: 1 }), fc.subarray([...tagNames]))
      .map(([fields, tags]) => String(list([...fields, ...tags].map(identifier)))),
  )
  const rest = fc.constantFrom('', ' ORDER BY time DESC', ' LIMIT 3', ' LIMIT 5 OFFSET 2', ' SLIMIT 1')
  return fc
    .tuple(columns, source(), where(), groupTags, rest, fc.boolean())
    .map(([select, from, condition, group, end, isNested]) => ({
      text: isNested
        ? `SELECT * FROM (SELECT ${select} FROM ${from}${condition}${group})${group}${end}`
        : `SELECT ${select} FROM ${from}${condition}${group}${end}`,
      types: fieldTypes,
    }))
}

/** Functions of fields, with times and tags to group by. */
function aggregates(hasUnsigned: boolean): fc.Arbitrary<RandomStatement> {
  const pairs = fieldNames.flatMap((field) =>
    functions
      .filter(([, of]) => of.test(fieldTypes[field]) && (hasUnsigned || field !== 'u'))
      // Sums of its values would be infinite.
      .filter(([name]) => field !== 'g"\'' || !/^(?:mean|sum|spread|stddev)$/.test(name))
      .map(([name, , result]) => ({ name, field, type: result === 'same' ? fieldTypes[field] : result })),
  )
  const fill = fc.constantFrom('', ' fill(none)', ' fill(null)', ' fill(previous)', ' fill(0)', ' fill(linear)')
  const window = fc.constantFrom('30s', '1m', '7m')
  return fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...pairs), { minLength: 1, maxLength: 3 }),
      source(),
      where(),
      groupTags,
      fc.option(fc.tuple(window, fill)),
    )
    .map(([chosen, from, condition, group, windowed]) => {
      // DISTINCT stands alone.
      const used = chosen.some(({ name }) => name === 'distinct')
        ? chosen.filter(({ name }) => name === 'distinct').slice(0, 1)
        : chosen
      const columns = used.map(({ name, field }, index) => call(name, field, index))
      const types = Object.fromEntries(used.map(({ type }, index) => [`c${index}`, type]))
      if (windowed === null) return { text: `SELECT ${String(list(columns))} FROM ${from}${condition}${group}`, types }
      const [every, fills] = windowed
      // In a column of text, InfluxDB puts the integer 0 then.
      const filling =
        fills === ' fill(0)' && used.some(({ type }) => type === 'string' || type === 'boolean') ? '' : fills
      const range = 'time >= 1700000000s AND time < 1700000900s'
      const bounded = condition === '' ? ` WHERE ${range}` : `${condition} AND ${range}`
      const by = `${group === '' ? ' GROUP BY ' : `${group}, `}${String(influxql`time(${influxqlDuration(every)})`)}`
      return { text: `SELECT ${String(list(columns))} FROM ${from}${bounded}${by}${filling}`, types }
    })
}

function call(name: string, field: FieldName, index: number): InfluxQLExpression {
  return influxql`${raw(name)}(${identifier(field)}) AS ${identifier(`c${index}`)}`
}

const shows: fc.Arbitrary<RandomStatement> = fc
  .constantFrom(
    'SHOW MEASUREMENTS',
    'SHOW TAG KEYS',
    'SHOW FIELD KEYS',
    'SHOW TAG VALUES WITH KEY = host',
    'SHOW SERIES LIMIT 9',
  )
  .map((text) => ({ text, types: {} }))

/** Statements of one query. */
export function randomQuery(hasUnsigned: boolean): fc.Arbitrary<readonly RandomStatement[]> {
  const statement = fc.oneof(
    { weight: 5, arbitrary: rows(hasUnsigned) },
    { weight: 5, arbitrary: aggregates(hasUnsigned) },
    shows,
  )
  const statements = fc.oneof(
    { weight: 3, arbitrary: statement.map((one) => [one]) },
    fc.array(statement, { minLength: 2, maxLength: 4 }),
  )
  // A hint counts for all statements, so no two of them share the name of a result.
  return statements.map((all) =>
    all.map(({ text, types }, number) => ({
      text: text.replaceAll(/"c(\d)"/g, `"c${number}_$1"`),
      types: Object.fromEntries(
        Object.entries(types).map(([name, type]) => [name.replace(/^c(\d)$/, `c${number}_$1`), type]),
      ),
    })),
  )
}
