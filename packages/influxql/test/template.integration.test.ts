import { write } from '@fluxline/core'
import { Point } from '@fluxline/point'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifier, influxql } from '../src/index.ts'
import type { InfluxQLExpression } from '../src/index.ts'
import { usePlaces } from './servers.ts'

const places = usePlaces().map((place) => [place.name, place] as const)

const nasty = [
  ...Array.from('\'"\\/;-*$%&={}()[]|^.,+?! \t\nnxa0_#@<>~`:é🎈\u2028'),
  'select',
  '--',
  '/*',
  '*/',
  "';drop measurement x;--",
]
const text = fc.array(fc.constantFrom(...nasty), { maxLength: 10 }).map((pieces) => pieces.join(''))

/** Values without repetitions, with those that attacks begin with. */
const values = (count: number): string[] => [
  ...new Set([
    ...nasty,
    "'",
    '\\',
    "\\'",
    '\\\\',
    "' OR 1=1 --",
    '"; SELECT',
    'a\\',
    '',
    ...fc.sample(text, { numRuns: count, seed: 7 }),
  ]),
]

function all(statements: readonly InfluxQLExpression[]): string {
  return statements.map(String).join(';\n')
}

describe.each(places)('on %s', (_, place) => {
  it('any text is one string, whatever the form', async () => {
    const texts = values(150)
    const points = texts.map((value, id) =>
      new Point('texts').intField('id', id).stringField('s', value).time(id, 'ns'),
    )
    await write(place.client, points, { bucket: place.bucket })
    const api = place.api()
    const forms: readonly ((value: string) => InfluxQLExpression)[] = [
      (value) => influxql`SELECT id FROM texts WHERE s = ${value}`,
      (value) => influxql`SELECT id FROM texts WHERE s = '${value}'`,
      (value) => influxql`SELECT id FROM texts WHERE s =~ /^${value}$/`,
      (value) => influxql`SELECT id FROM texts WHERE s =~ ${[value]}`,
      (value) => influxql`SELECT id FROM texts WHERE ${influxql`s = ${value}`}`,
    ]
    for (const form of forms) {
      const results = await api.statements(all(texts.map(form)))
      const ids = results.map(
        ({ series, error }) => error ?? series.flatMap(({ records }) => records.map(({ row }) => row[1])),
      )
      // RE2 lets `$` match before no line end, so each text matches itself alone.
      expect(ids).toEqual(texts.map((_text, id) => [id]))
    }
  })

  it('any text is one parameter, also what a literal cannot be', async () => {
    const api = place.api()
    const texts = [...values(20), 'a\rb', 'a\0b', '\r\n']
    const points = texts.map((value, id) =>
      new Point('params').intField('id', id).stringField('s', value).time(id, 'ns'),
    )
    await write(place.client, points, { bucket: place.bucket })
    for (const [id, value] of texts.entries()) {
      const list = await api.collect('SELECT id FROM params WHERE s = $value', { params: { value } })
      expect([value, list.toValues(['id'])]).toEqual([value, [[id]]])
    }
  })

  it('any name is one identifier', async () => {
    // Names that line protocol can write as they are.
    const names = values(100).filter((name) => name !== '' && !/[\n\t\\]|^#/.test(name) && name.trim() === name)
    const points = names.map((name, id) => new Point(name).intField('id', id).time(id, 'ns'))
    await write(place.client, points, { bucket: place.bucket })
    const api = place.api()
    const forms: readonly ((name: string) => InfluxQLExpression)[] = [
      (name) => influxql`SELECT id FROM ${name}`,
      (name) => influxql`SELECT id FROM ${identifier(name)}`,
      (name) => influxql`SELECT id FROM "${name}"`,
    ]
    for (const form of forms) {
      const results = await api.statements(all(names.map(form)))
      expect(results.map(({ series }) => series.map(({ name, records }) => [name, records[0]?.row[1]]))).toEqual(
        names.map((name, id) => [[name, id]]),
      )
    }
  })

  it('numbers, times and durations are what they are', async () => {
    const floats = [0, -0, 0.1, -1.5, 1e21, 1.5e300, 5e-324, -1e-7, 123_456_789.123_456_79, 2 ** 53, 1e17]
    const ints = [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]
    const points = [
      ...floats.map((value, id) => new Point('floats').intField('id', id).floatField('v', value).time(id, 'ns')),
      ...ints.map((value, id) => new Point('ints').intField('id', id).intField('v', value).time(id, 'ns')),
    ]
    await write(place.client, points, { bucket: place.bucket })
    const api = place.api({ times: 'nanoseconds' })
    for (const value of floats) {
      const list = await api.collect(influxql`SELECT v FROM floats WHERE v = ${value}`)
      expect([value, list.toValues(['v'])[0]?.[0]]).toEqual([value, expect.closeTo(value, 10)])
    }
    for (const value of ints) {
      const list = await api.collect(influxql`SELECT v FROM ints WHERE v = ${value}`, { integers: 'bigint' })
      expect(list.toValues(['v'])).toEqual([[value]])
    }
    const since = { epochNanoseconds: 2n }
    const later = await api.collect(
      influxql`SELECT id FROM ints WHERE time >= ${since} AND time < ${{ epochNanoseconds: 4n }}`,
    )
    expect(later.toValues(['time'])).toEqual([[2n], [3n]])
    const counts = await api.collect(
      influxql`SELECT count(id) FROM ints WHERE time >= 0 AND time < ${6}u GROUP BY time(${2}u) fill(${-1})`,
    )
    expect(counts.toValues(['count'])).toEqual([[6], [-1], [-1]])
  })
})
