import { describe, expect, it } from 'vitest'
import {
  parseColumns,
  parseColumnsSync,
  parseRecordBatches,
  parseRecords,
  parseRecordsSync,
  parseRows,
  parseTables,
} from '../src/index.ts'

type Parse = (input: never, options: never) => unknown
const none = new Uint8Array(0)

const functions: readonly (readonly [name: string, call: (options: unknown) => unknown])[] = [
  ['parseRecords', call(parseRecords, [])],
  ['parseRecordBatches', call(parseRecordBatches, [])],
  ['parseRecordsSync', call(parseRecordsSync, none)],
  ['parseTables', call(parseTables, [])],
  ['parseColumns', call(parseColumns, [])],
  ['parseColumnsSync', call(parseColumnsSync, none)],
  ['parseRows', call(parseRows, [])],
]

/** Calls a function and throws what it throws, also as the rejection of a promise. */
function call(parse: Parse, input: unknown): (options: unknown) => unknown {
  return (options) => parse(input as never, options as never)
}

const messageOf = async (parse: (options: unknown) => unknown, options: unknown): Promise<string> => {
  const failure = await (async () => parse(options))().then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ code: 'FLUXLINE_OPTION' })
  return (failure as Error).message
}

describe.each(functions)('%s', (name, parse) => {
  it('refuses an option that it does not know, and names the nearest', async () => {
    expect(await messageOf(parse, { delimitr: ';' })).toBe(
      `${name}: unknown option "delimitr". Did you mean "delimiter"?`,
    )
  })

  it('refuses options that are not an object', async () => {
    expect(await messageOf(parse, ';')).toBe(`${name} takes options as an object.`)
  })

  it.each([
    [{ delimiter: ';;' }, '`delimiter` must be one ASCII character, except a quote or a line end, not ";;"'],
    [{ commentPrefix: '"' }, '`commentPrefix` must be one ASCII character, except a quote or a line end, not "\\""'],
    [{ lineEnd: 'maybe' }, '`lineEnd` must be "optional", "required" or "emptyLine", not a text of 5 characters'],
    [{ maxRows: -1 }, '`maxRows` must be an integer of at least 0, not -1'],
    [{ maxBytes: '1' }, '`maxBytes` must be an integer of at least 0, not "1"'],
  ])('refuses %j', async (options, problem) => {
    expect(await messageOf(parse, options)).toBe(`${name}: ${problem}.`)
  })

  it('uses the defaults for options that are undefined', async () => {
    await expect((async () => parse({ delimiter: undefined, maxRows: undefined }))()).resolves.toBeDefined()
    await expect((async () => parse(undefined))()).resolves.toBeDefined()
  })
})

it.each([
  [{ integers: 'float' }, '`integers` must be "number", "safe", "bigint" or "string", not a text of 5 characters'],
  [{ times: 'date' }, '`times` must be "timestamp", "string" or "nanoseconds", not a text of 4 characters'],
  [{ emptyString: true }, '`emptyString` must be "null" or "empty", not true'],
  [{ typeHints: 'long' }, '`typeHints` must be an object of datatypes by label, not a text of 4 characters'],
])('parseRecords refuses %j', async (options, problem) => {
  expect(await messageOf(functions[0]![1], options)).toBe(`parseRecords: ${problem}.`)
})

it.each([
  [{ blockRows: 0 }, '`blockRows` must be an integer of at least 1, not 0'],
  [{ emptyString: 'none' }, '`emptyString` must be "null" or "empty", not a text of 4 characters'],
])('parseColumns refuses %j', async (options, problem) => {
  expect(await messageOf(functions[4]![1], options)).toBe(`parseColumns: ${problem}.`)
})

it('a change of the typeHints after the call changes nothing', async () => {
  const chunks = [',result,table,_value\n,r,0,1\n', '\n,result,table,_value\n,r,1,2\n']
  const options = { typeHints: { _value: 'long' as 'long' | 'double' }, integers: 'bigint' as const }
  const parsed = parseRecords(
    chunks.map((text) => new TextEncoder().encode(text)),
    options,
  )
  Object.assign(options.typeHints, { _value: 'double' })
  options.typeHints = { _value: 'double' }
  const values: unknown[] = []
  for await (const { value } of parsed) values.push(value)
  expect(values).toEqual([1n, 2n])
})
