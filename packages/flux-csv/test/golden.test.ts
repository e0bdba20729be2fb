import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseColumnsSync, parseRecordsSync, parseTables } from '../src/index.ts'
import type { Timestamp } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

// Responses of InfluxDB 2.7.12, unchanged. The expected values are written by hand from what was stored.

const read = (name: string): Promise<Uint8Array> => readFile(join(import.meta.dirname, 'golden', `${name}.csv`))

const exact = { integers: 'bigint', times: 'nanoseconds' } as const
const first = 1_700_000_000_123_456_789n

describe('a response of InfluxDB', () => {
  it('has a table for each type of field', async () => {
    const tables = await parseTables([await read('types')], exact)
    const found = tables.flatMap(({ records }) =>
      records.map(({ values }) => [values['host'], values['_field'], values['_value'], values['_time']]),
    )
    expect(found).toEqual([
      ['a b', 'bool', true, first],
      ['a b', 'float', 1.5, first],
      ['a b', 'int', 9_223_372_036_854_775_807n, first],
      ['a b', 'text', 'quo"te, comma\nbreak 🎈', first],
      ['a b', 'uint', 18_446_744_073_709_551_615n, first],
      ['c', 'bool', false, first + 1n],
      ['c', 'float', -0.000001, first + 1n],
      ['c', 'float', 1e300, 1_700_000_001_000_000_000n],
      ['c', 'int', -9_223_372_036_854_775_808n, first + 1n],
      ['c', 'text', null, first + 1n],
      ['c', 'uint', 0n, first + 1n],
    ])
    expect(tables[0]?.groupKey.map(({ label }) => label)).toEqual([
      '_start',
      '_stop',
      '_field',
      '_measurement',
      'host',
      'zone',
    ])
  })

  it('has a schema for each group, with nulls, after a pivot', async () => {
    const bytes = await read('pivot')
    const records = [...parseRecordsSync(bytes, exact)].map(({ values: { bool, float, int, text, uint, zone } }) => ({
      bool,
      float,
      int,
      text,
      uint,
      zone,
    }))
    expect(records).toEqual([
      { bool: true, float: 1.5, int: 2n ** 63n - 1n, text: 'quo"te, comma\nbreak 🎈', uint: 2n ** 64n - 1n, zone: 'é' },
      { bool: false, float: -0.000001, int: -(2n ** 63n), text: null, uint: 0n, zone: undefined },
      { bool: null, float: 1e300, int: null, text: null, uint: null, zone: undefined },
    ])
    const blocks = [...parseColumnsSync(bytes)]
    expect(blocks.map(({ length }) => length)).toEqual([1, 2])
    expect(blocks[1]?.columns.find(({ label }) => label === 'int')).toMatchObject({
      kind: 'int64',
      nullCount: 1,
      validity: Uint8Array.of(0xfd),
    })
  })

  it('has two results', async () => {
    const tables = await parseTables([await read('yields')])
    expect(tables.map(({ result, records: [record] }) => [result, record?.value])).toEqual([
      ['first', 1],
      ['count', 3],
    ])
  })

  it('has an empty table, or none', async () => {
    const [table, ...others] = await parseTables([await read('empty')])
    expect(others).toEqual([])
    expect(table).toMatchObject({ result: '_result', table: 0, records: [] })
    expect(table?.column('_field')?.defaultValue).toBe('v')
    expect(await parseTables([await read('nothing')])).toEqual([])
  })

  it('has infinities, NaN, and the first and last times', async () => {
    const records = [...parseRecordsSync(await read('specials'))].map(({ values: { x, y, t } }) => [
      x,
      y,
      (t as Timestamp).nanoseconds,
    ])
    expect(records).toEqual([
      [Infinity, Number.NaN, -1n],
      [-Infinity, 0, 9_223_372_036_000_000_000n],
    ])
  })

  it('fails after its first rows', async () => {
    const seen: unknown[] = []
    const bytes = await read('failing')
    expect(() => {
      for (const { values } of parseRecordsSync(bytes)) seen.push(values['v'])
    }).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_FLUX',
        message: 'runtime error: cannot divide by zero',
        reference: '',
      }),
    )
    expect(seen).toEqual([1, 0])
  })

  it('is text without annotations', async () => {
    const records = [...parseRecordsSync(await read('names-only'))].map(({ values }) => [
      values['result'],
      values['float'],
      values['zone'],
    ])
    expect(records).toEqual([
      ['_result', '1.5', 'é'],
      ['_result', '-0.000001', undefined],
      ['_result', `1${'0'.repeat(300)}`, undefined],
    ])
  })
})
