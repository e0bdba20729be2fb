import { useBucket } from '@fluxline/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldTypes } from '../src/field-types.ts'
import type { Notation } from '../src/field-types.ts'
import { LineProtocolEncoder, LineProtocolError, parseLineProtocol, Point } from '../src/index.ts'
import type { FieldType, FieldValue } from '../src/index.ts'
import { point, expressible, text } from './arbitraries.ts'

const access = useBucket()

/** The lines of one write share a shard. Each point gets a separate time, by which it is found again. */
const START = 1_700_000_000_000_000_000n

const mostlyExpressible = fc.oneof({ weight: 9, arbitrary: expressible }, { weight: 1, arbitrary: text })

describe('a point that the encoder does not refuse', () => {
  it('comes back from InfluxDB equal, code point by code point', async () => {
    const written = sample(point(mostlyExpressible, mostlyExpressible), 3_000)
      // Flux adds columns that hide tags of these names; see the README.
      .filter((each) => Object.keys(each.tags).every((key) => !/^(_value|_time|_start|_stop|result|table)$/.test(key)))
      .map((each, at) => renamedFields(each, at))
      .filter((each) => each !== undefined)
    const encoder = new LineProtocolEncoder()
    for (const each of written) expect(encoder.encode(each)).toBe(1)
    expect(await write(encoder.takeBytes())).toBe('204 ')
    expect(written.length).toBeGreaterThan(1_000)

    const read = await readBack(`|> range(start: 2023-11-14T00:00:00Z, stop: 2023-11-16T00:00:00Z)`)
    const wanted = new Map(written.map((each) => [each.timestamp!.value, each]))
    const found = new Map<bigint, Point>()
    for (const { time, measurement, tags, field, value } of read) {
      const each = found.get(time) ?? new Point(measurement).time(time, 'ns')
      for (const [key, tagValue] of Object.entries(tags)) each.tag(key, tagValue)
      found.set(time, setBack(each, field, value, wanted.get(time)!.fieldType(field)!))
    }
    const lines = [...wanted.keys()].map((time) => String(found.get(time as bigint)))
    expect(lines).toEqual([...wanted.values()].map(readable))
    expect(found.size).toBe(wanted.size)
  })
})

describe('InfluxDB, given lines that the encoder refuses,', () => {
  it.each([
    ['a tag named time', 'm,time=1 v=1', () => new Point('m').tag('time', '1').floatField('v', 1)],
    ['a tag named _field', 'm,_field=1 v=1', () => new Point('m').tag('_field', '1').floatField('v', 1)],
    [
      'a tag named _measurement',
      'm,_measurement=1 v=1',
      () => new Point('m').tag('_measurement', '1').floatField('v', 1),
    ],
    ['a field named time', 'm time=1', () => new Point('m').floatField('time', 1)],
    ['a measurement that ends in a backslash', String.raw`m\ v=1`, () => new Point('m\\').floatField('v', 1)],
    ['a field key that ends in a backslash', String.raw`m v\=1`, () => new Point('m').floatField('v\\', 1)],
    ['a backslash before a comma in a field key', String.raw`m a\\,b=1`, () => new Point('m').floatField('a\\,b', 1)],
    ['a backslash before a space in a field key', String.raw`m a\\ b=1`, () => new Point('m').floatField('a\\ b', 1)],
    ['an empty measurement', ' v=1', () => new Point('').floatField('v', 1)],
    ['NaN', 'm v=NaN', () => new Point('m').floatField('v', Number.NaN)],
    ['infinity', 'm v=Infinity', () => new Point('m').floatField('v', Number.POSITIVE_INFINITY)],
    ['an integer beyond int64', 'm v=9223372036854775808i', () => new Point('m').intField('v', 2n ** 63n)],
    [
      'a time at the end of int64',
      'm v=1 9223372036854775807',
      () => new Point('m').floatField('v', 1).time(2n ** 63n - 1n),
    ],
  ])('refuses %s', async (_, line, make) => {
    expect(await write(line)).toMatch(/^4\d\d /)
    expect(() => make().toLineProtocol()).toThrow(LineProtocolError)
  })

  it.each([
    ['a measurement that starts with #', '#m v=1', () => new Point('#m').floatField('v', 1)],
    [
      'a backslash before a comma in a measurement',
      String.raw`lost\\,name v=1`,
      () => new Point('lost\\,name').floatField('v', 1),
    ],
    [
      'a backslash before a space in a measurement',
      String.raw`lost\\ name v=1`,
      () => new Point('lost\\ name').floatField('v', 1),
    ],
  ])('loses %s silently', async (_, line, make) => {
    expect(await write(`${line} 1600000000000000000`)).toBe('204 ')
    expect(await readBack('|> range(start: 2020-01-01T00:00:00Z, stop: 2021-01-01T00:00:00Z)')).toEqual([])
    expect(() => make().toLineProtocol()).toThrow(LineProtocolError)
  })

  it('cuts U+0000 off the start of a name', async () => {
    expect(await write('\0cut v=1 1500000000000000000')).toBe('204 ')
    const [record] = await readBack('|> range(start: 2017-01-01T00:00:00Z, stop: 2018-01-01T00:00:00Z)')
    expect(record?.measurement).toBe('cut')
    expect(() => new Point('\0cut').floatField('v', 1).toLineProtocol()).toThrow(LineProtocolError)
  })

  it('keeps names and values that end in backslashes apart if they are padded', async () => {
    const names = ['C:', 'C: ', 'C:\u00A0', ...[1, 2, 3, 4].map((count) => `C:${'\\'.repeat(count)}`), 'C:\\\u00A0']
    const encoder = new LineProtocolEncoder({ trailingBackslash: 'pad' })
    for (const [at, name] of names.entries()) {
      const time = 1_450_000_000 + at
      for (const key of ['a', 'z'])
        encoder.encode(new Point('padded').tag(key, name).tag('k', 'x').stringField('v', 'a\nb').time(time, 's'))
      encoder.encode(new Point(name).tag(name, name).floatField(name, 1).time(time, 's'))
    }
    expect(await write(encoder.takeBytes())).toBe('204 ')
    const read = await readBack('|> range(start: 2015-12-01T00:00:00Z, stop: 2016-01-01T00:00:00Z)')
    const padded = names.map((name) => (/\\\u00A0*$/.test(name) ? `${name}\u00A0` : name))
    expect(new Set(padded).size).toBe(names.length)
    for (const key of ['a', 'z']) {
      const values = read.filter(({ measurement, tags }) => measurement === 'padded' && key in tags)
      expect(values.map(({ tags }) => tags[key]).toSorted(byText)).toEqual(padded.toSorted(byText))
      expect(new Set(values.map(({ value }) => value.replace('\r', '')))).toEqual(new Set(['a\nb']))
    }
    const own = read.filter(({ measurement }) => measurement !== 'padded')
    expect(own.map(({ measurement, tags, field }) => [measurement, field, tags]).toSorted(byText)).toEqual(
      padded.map((name) => [name, name, { [name]: name }]).toSorted(byText),
    )
  })

  it('stores the two characters \\n for a line break in a tag', async () => {
    const each = new Point('newline').tag('t', 'a\nb').floatField('v', 1).time(1_400_000_000, 's')
    expect(await write(each.toLineProtocol()!)).toBe('204 ')
    const [record] = await readBack('|> range(start: 2014-01-01T00:00:00Z, stop: 2015-01-01T00:00:00Z)')
    expect(record?.tags).toEqual({ t: String.raw`a\nb` })
  })

  it('keeps the last of two fields with one key, and refuses a duplicate tag', async () => {
    expect(await write('twice v=1,v=2 1300000000000000000')).toBe('204 ')
    const [record] = await readBack('|> range(start: 2011-01-01T00:00:00Z, stop: 2012-01-01T00:00:00Z)')
    expect(record?.value).toBe('2')
    expect(await write('twice,a=1,a=2 v=1')).toMatch(/^400 .*duplicate tags/s)
  })

  it('has no empty tag value', async () => {
    expect(await write('m,a= v=1')).toMatch(/^400 .*missing tag value/s)
    expect(new Point('m').tag('a', '').floatField('v', 1).toLineProtocol()).toBe('m v=1')
  })
})

/** Returns points that line protocol can express, in random but repeatable order. */
function sample(points: fc.Arbitrary<Point>, count: number): Point[] {
  return fc
    .sample(points, { numRuns: count, seed: Number(process.env['FLUXLINE_FUZZ_SEED'] ?? 20_251) })
    .filter((each) => {
      try {
        return each.toLineProtocol({ newline: 'reject' }) !== undefined
      } catch {
        return false
      }
    })
}

/** Field types are fixed per measurement, so the point's time and a number in its measurement keep points apart. */
function renamedFields(each: Point, at: number): Point | undefined {
  const renamed = new Point(`${each.measurement}${at}`).time(START + BigInt(at), 'ns')
  for (const [key, value] of Object.entries(each.tags)) renamed.tag(key, value)
  for (const [key, value] of Object.entries(each.fields)) setBack(renamed, key, `${value}`, each.fieldType(key)!)
  return isExpressible(renamed) ? renamed : undefined
}

function isExpressible(each: Point): boolean {
  try {
    return each.toLineProtocol() !== undefined
  } catch {
    return false
  }
}

/** Returns the point without the carriage returns that InfluxDB's CSV drops; it writes a line break as CR LF. */
function readable(each: Point): string {
  const copy = each.copy()
  for (const [key, value] of Object.entries(each.fields)) {
    if (typeof value === 'string') copy.stringField(key, value.replaceAll('\r', ''))
  }
  return String(copy)
}

function setBack(each: Point, key: string, value: string, type: FieldType): Point {
  return each.field(key, valueOf(value, fieldTypes[type].notation), type)
}

function valueOf(value: string, notation: Notation): FieldValue {
  switch (notation) {
    case 'decimal':
      return Number(value)
    case 'integer':
      return value
    case 'boolean':
      return value === 'true'
    case 'quoted':
      return value.replaceAll('\r\n', '\n')
  }
}

interface ReadRecord {
  readonly time: bigint
  readonly measurement: string
  readonly field: string
  readonly value: string
  readonly tags: Readonly<Record<string, string>>
}

async function write(lines: string | Uint8Array): Promise<string> {
  const query = new URLSearchParams({ org: access.org, bucket: access.bucket, precision: 'ns' })
  const response = await fetch(`${access.url}/api/v2/write?${query}`, {
    method: 'POST',
    headers: { Authorization: `Token ${access.token}` },
    body: lines as Uint8Array<ArrayBuffer>,
  })
  return `${response.status} ${await response.text()}`
}

async function readBack(range: string): Promise<ReadRecord[]> {
  const response = await fetch(`${access.url}/api/v2/query?${new URLSearchParams({ org: access.org })}`, {
    method: 'POST',
    headers: { Authorization: `Token ${access.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      query: `from(bucket: "${access.bucket}") ${range} |> map(fn: (r) => ({ r with _time: int(v: r._time) }))`,
      dialect: { annotations: ['group'] },
    }),
  })
  const body = await response.text()
  if (response.status !== 200) throw new Error(body)
  return recordsOf(body)
}

/** Reads rows of CSV with quotes; a `#group` row starts a table, and the row after it names the columns. */
function recordsOf(csv: string): ReadRecord[] {
  const records: ReadRecord[] = []
  let header: string[] = []
  let isHeader = false
  for (const row of rowsOf(csv)) {
    if (row[0] === '#group') isHeader = true
    else if (isHeader) {
      header = row
      isHeader = false
    } else if (row.length > 1) records.push(recordOf(header, row))
  }
  return records
}

function recordOf(header: readonly string[], row: readonly string[]): ReadRecord {
  const tags: Record<string, string> = {}
  const own = new Map<string, string>()
  header.forEach((label, at) => {
    if (['', 'result', 'table', '_start', '_stop', '_time', '_value', '_field', '_measurement'].includes(label)) {
      own.set(label, row[at]!)
    } else {
      tags[label] = row[at]!
    }
  })
  const time = BigInt(own.get('_time')!)
  return { time, measurement: own.get('_measurement')!, field: own.get('_field')!, value: own.get('_value')!, tags }
}

function* rowsOf(csv: string): Generator<string[]> {
  let row: string[] = []
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    row.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    yield row
    row = []
  }
}

it('parseLineProtocol reads escapes as the server does', async () => {
  const line = String.raw`a\ b,t\=1=x\,y,u=p\q f\"g="s\"t\\u",h=1 1200000000000000000`
  expect(await write(line)).toBe('204 ')
  const [first] = await readBack('|> range(start: 2008-01-01T00:00:00Z, stop: 2009-01-01T00:00:00Z)')
  const [parsed] = parseLineProtocol(line)
  expect(first).toMatchObject({ measurement: parsed!.measurement, tags: parsed!.tags })
  expect(parsed!.fields).toHaveProperty(first!.field)
})

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
