import { inspect } from 'node:util'
import { isInfluxDBError } from '@fluxline/core'
import { parseTables } from '@fluxline/flux-csv'
import { describe, expect, it } from 'vitest'
import type * as tablesModule from '../src/results/flux-tables.ts'
import * as query from '../src/index.ts'

const csv =
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n,,0,1.5\r\n'
const tablesOf = () => parseTables([new TextEncoder().encode(csv)])

type AnyClass = new (...args: unknown[]) => unknown
const { FluxExpression, FluxTables, QueryError, RowError } = query as unknown as Record<string, AnyClass>

/** Whether a class makes an object of these arguments, or refuses them with an error of fluxline. */
function isChecked(Class: AnyClass, args: readonly unknown[]): boolean {
  try {
    return new Class(...args) instanceof Class
  } catch (error) {
    return isInfluxDBError(error)
  }
}

it.each(Object.entries({ FluxExpression, FluxTables, QueryError, RowError }))(
  'a %s can be made, or is refused with an error of fluxline, without arguments and with wrong ones',
  (_, Class) => {
    for (const args of [[], [{}], [1], [null]]) expect(isChecked(Class!, args)).toBe(true)
  },
)

describe('FluxTables', () => {
  it('are made of tables, and say so', async () => {
    const tables = new query.FluxTables(await tablesOf())
    expect(tables.toValues(['_value'])).toEqual([[1.5]])
    expect(tables.toJSON(['_value', 'missing'])).toEqual([{ _value: 1.5 }])
    expect(tables.toValues(['missing', 'constructor', 'toString', '__proto__'])).toEqual([[null, null, null, null]])
    expect(new query.FluxTables().toJSON()).toEqual([])
    for (const wrong of [{}, 3, [1], null, 'x']) {
      expect(() => new query.FluxTables(wrong as never)).toThrow(
        expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('call `query.collect`') }),
      )
    }
  })

  it('are recognized if a second copy of the package made them', async () => {
    const path: string = '../src/results/flux-tables.ts?copy'
    const copy: typeof tablesModule = await import(path)
    const foreign = new copy.FluxTables(await tablesOf())
    expect(foreign).not.toBeInstanceOf(query.FluxTables)
    expect(query.isFluxTables(foreign)).toBe(true)
    expect(query.isFluxTables([])).toBe(false)
    expect(query.isFluxTables(null)).toBe(false)
  })

  it('filter and map to plain arrays', async () => {
    const tables = new query.FluxTables(await tablesOf())
    expect(query.isFluxTables(tables.filter(() => true))).toBe(false)
    expect(tables.map(({ result }) => result)).toEqual(['_result'])
  })
})

describe('FluxExpression', () => {
  it('takes text, and names the template and fluxRaw', () => {
    expect(String(new query.FluxExpression('a()'))).toBe('a()')
    expect(() => new query.FluxExpression(undefined as never)).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_OPTION',
        message:
          'FluxExpression takes Flux text, not undefined; use the flux template for values, or fluxRaw for text.',
      }),
    )
    expect(() => query.fluxRaw(1 as never)).toThrow(/takes Flux text, not 1/)
  })

  it('shows its text in a log and in JSON', () => {
    const expression = query.flux`from(bucket: ${'b'})`
    expect(inspect(expression)).toBe('FluxExpression from(bucket: "b")')
    expect(JSON.stringify({ expression })).toBe('{"expression":"from(bucket: \\"b\\")"}')
    expect(Object.keys(expression)).toEqual([])
  })
})

describe('an error', () => {
  it('shows only the members that are set, as JSON too', () => {
    const error = new query.RowError('Row 1 does not fit.', 1, [{ path: ['a'], message: 'no' }])
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'RowError',
      code: 'FLUXLINE_ROW',
      message: 'Row 1 does not fit.',
      row: 1,
      issues: [{ path: ['a'], message: 'no' }],
    })
    expect(inspect(new query.QueryError('no'))).not.toContain('undefined')
    expect(isInfluxDBError(error)).toBe(true)
  })
})
