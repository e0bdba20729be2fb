import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback, useServer } from '@fluxline/test-support'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createQueryApi,
  flux,
  FluxDuration,
  fluxDuration,
  fluxFloat,
  fluxInt,
  fluxRaw,
  fluxUint,
  toFlux,
} from '../src/index.ts'
import type { FluxInput, QueryApi } from '../src/index.ts'

const access = useServer()
let client: Client
let query: QueryApi<'bigint', 'nanoseconds'>

beforeAll(() => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  query = createQueryApi(client, { integers: 'bigint', times: 'nanoseconds', emptyString: 'empty' })
})

afterAll(() => client.close())

// Sends a value to the server and returns it as it comes back: `show` is Flux that makes a column of it.
type Echo = (value: FluxInput, show?: (name: string) => string) => Promise<unknown>

const itself = (name: string): string => name
const asText = (name: string): string => `string(v: ${name})`

const asParameter: Echo = async (v, show = itself) => {
  const script = `import "array" array.from(rows: [{v: ${show('v')}}])`
  return (await query.collect(script, { params: { v } }))[0]?.records[0]?.values['v']
}

const inTemplate: Echo = async (value, show = itself) => {
  const script = flux`import "array" v = ${value} array.from(rows: [{v: ${fluxRaw(show('v'))}}])`
  return (await query.collect(script))[0]?.records[0]?.values['v']
}

// The server's CSV drops every carriage return, and keeps all other characters.
const hostile = fc.string({
  unit: fc.constantFrom(
    '"',
    '\\',
    '$',
    '{',
    '}',
    '\n',
    '\t',
    '\0',
    ')',
    '|>',
    'é',
    '🎈',
    'n',
    '/*',
    '//',
    ' ',
    ',',
    '[',
  ),
  maxLength: 20,
})
const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)

describe.each([
  ['a parameter', asParameter],
  ['a value in the template', inTemplate],
])('%s', (_, echo) => {
  it.each<[FluxInput, unknown]>([
    [0, 0n],
    [-5, -5n],
    [9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
    [-9_223_372_036_854_775_808n, -9_223_372_036_854_775_808n],
    [fluxInt(2), 2n],
    [fluxUint(18_446_744_073_709_551_615n), 18_446_744_073_709_551_615n],
    [1.5, 1.5],
    [fluxFloat(2), 2],
    [-0, -0],
    [5e-324, 5e-324],
    [-1.797_693_134_862_315_7e308, -1.797_693_134_862_315_7e308],
    [1e21, 1e21],
    [Number.NaN, Number.NaN],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
    [true, true],
    [false, false],
    ['', ''],
    ['a "quoted" \\ ${code}\n\t\0é🎈', 'a "quoted" \\ ${code}\n\t\0é🎈'],
    [new Date('1969-12-31T23:59:59.123Z'), -877_000_000n],
    [Object.assign(new Date(0), { nanoseconds: 1n }), 1n],
    [{ epochNanoseconds: 9_223_372_036_854_775_807n }, 9_223_372_036_854_775_807n],
    [{ epochNanoseconds: -9_223_372_036_854_775_808n }, -9_223_372_036_854_775_808n],
  ])('comes back unchanged: case %#', async (value, expected) => {
    expect(await echo(value)).toBe(expected)
  })

  it.each<[FluxInput, string]>([
    [fluxDuration('1h30m'), '1h30m'],
    [fluxDuration('-1mo2d'), '-1mo2d'],
    [new FluxDuration('3µs'), '3us'],
    [new TextEncoder().encode('\uFEFFhé'), '\uFEFFhé'],
  ])('keeps its type even if no column can hold it: case %#', async (value, expected) => {
    expect(await echo(value, asText)).toBe(expected)
  })

  it('is a record even if its members look like those of other values', async () => {
    const record = { parts: '1h', toString: 'a', nanoseconds: 1n, epochNanoseconds: 2, source: 'x', flags: '' }
    expect(await echo(record, (name) => `${name}.toString + ${name}.parts`)).toBe('a1h')
  })

  it('can be a list or a record, empty or nested', async () => {
    expect(await echo(['a', 'b'], (v) => `${v}[1]`)).toBe('b')
    expect(await echo([], (v) => `length(arr: ${v})`)).toBe(0n)
    const record = { 'odd "key"': 1, '': 'x', list: [{ deep: [1.5, 2.5] }] }
    expect(await echo(record, (v) => `${v}["odd \\"key\\""]`)).toBe(1n)
    expect(await echo(record, (v) => `${v}[""]`)).toBe('x')
    expect(await echo(record, (v) => `${v}.list[0].deep[1]`)).toBe(2.5)
    expect(await echo({}, (v) => `if exists ${v} then 1 else 0`)).toBe(1n)
  })

  it('can be nested as deep as is taken', async () => {
    const nested = (levels: number): FluxInput => (levels === 0 ? 1e300 : { a: nested(levels - 1) })
    expect(await echo(nested(32), (v) => v + '.a'.repeat(32))).toBe(1e300)
    await expect(echo(nested(33))).rejects.toThrow(/nested deeper than 32 levels/)
  })

  it.each([
    ['i', String.raw`^A[/]\d{2}$`, 'a/12', 'a/1'],
    ['', String.raw`^(?<year>\d{4})-\u00e9\x2e$`, '2026-é.', '2026-éx'],
    ['u', String.raw`^🎈\u{1F388}\p{L}$`, '🎈🎈ß', '🎈🎈1'],
    ['', '^[a[b&&c~~d/]+$', '&~[/', 'x'],
    ['', String.raw`^a{[^]\}$`, 'a{\n}', 'a{}'],
    ['', String.raw`^\t\n\0\cA\x7f\-\:\"\$$`, '\t\n\0\u0001\u007F-:"$', '\t'],
    ['ims', '^b.c$', 'a\nB\nc', 'b'],
    ['', '^\0[\0\u0001]$', '\0\u0001', '\0'],
    ['', '', '', '\uFFFF'],
  ])('with the flags "%s" is the regular expression %s', async (flags, source, matching, other) => {
    const regexp = new RegExp(source, flags)
    expect(await echo(regexp, (name) => `${toFlux(matching)} =~ ${name}`)).toBe(regexp.test(matching))
    expect(await echo(regexp, (name) => `${toFlux(other)} =~ ${name}`)).toBe(regexp.test(other))
  })

  it('is a value and never code, whatever it contains', async () => {
    const number = fc.double({ noNaN: true }).filter((value) => !Number.isSafeInteger(value))
    const value = fc.oneof<fc.Arbitrary<[FluxInput, unknown]>[]>(
      hostile.map((text) => [text, text]),
      int64.map((integer) => [integer, integer]),
      int64.map((epochNanoseconds) => [{ epochNanoseconds }, epochNanoseconds]),
      number.map((float) => [float, float]),
      fc.boolean().map((bool) => [bool, bool]),
    )
    await fc.assert(
      fc.asyncProperty(value, hostile, async ([inner, expected], key) => {
        const path = `[${toFlux(key)}]`
        expect(await echo({ [key]: [{ [key]: inner }] }, (name) => `${name}${path}[0]${path}`)).toBe(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('is a regular expression and never code, whatever it contains', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const regexp = new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`)
        expect(await echo(regexp, (name) => `${toFlux(text)} =~ ${name}`)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('parameters', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['null', { host: null }, /^params\.host is null/],
    ['undefined', { host: undefined }, /^params\.host is undefined/],
    ['undefined in a list', { hosts: ['a', undefined] }, /^params\.hosts\[1\] is undefined/],
    ['a piece of a script', { filter: fluxRaw('r._value > 0') }, /^params\.filter is a Flux expression/],
    ['a name with a blank', { 'a b': 1 }, /parameter name "a b" is not a valid Flux identifier/],
    ['a name with digits of another script', { a٣: 1 }, /parameter name "a٣" is not a valid Flux identifier/],
    ['a word of the language', { import: 1 }, /parameter name "import" is a keyword of Flux; use another name/],
    ['the name of now()', { now: 1 }, /parameter name "now" is taken.*or the option `now`/],
  ])('are refused by name if one is %s', async (_, params, message) => {
    await expect(query.collect('x', { params: params as never })).rejects.toMatchObject({
      code: 'FLUXLINE_QUERY',
      message: expect.stringMatching(message),
    })
  })

  it.each(['in', 'with', 'test', 'empty', 'range', 'größe', '_'])('can have the name %s', async (name) => {
    const script = `import "array" array.from(rows: [{v: ${name}}])`
    expect((await query.collect(script, { params: { [name]: 'x' } })).toValues(['v'])).toEqual([['x']])
  })

  it('cannot have the name of the package that profilers need', async () => {
    const options = { params: { profiler: 1 }, profilers: ['query'] } as const
    await expect(query.collect('x', options)).rejects.toThrow(/parameter name "profiler" is taken/)
  })

  it('do not change the locations of errors in the script', async () => {
    await expect(query.collect('x = 1\ny = host + 1', { params: { host: 'a' } })).rejects.toThrow(
      /expected string but found int[^]*2 \| y = host \+ 1\n.*\|            \^/,
    )
  })

  it('work with a script that names its package', async () => {
    const script = 'package main\nimport "array"\narray.from(rows: [{v: host}])'
    expect((await query.collect(script, { params: { host: 'a' } })).toValues(['v'])).toEqual([['a']])
  })

  it("can be sent as InfluxDB Cloud's own", async () => {
    await using loopback = await startLoopback((_, response) => void response.end('\r\n'))
    await using cloud = createClient({ url: loopback.url, org: 'acme' })
    const params = JSON.parse('{"host":"","limit":0,"all":false,"__proto__":"a"}') as Record<string, string>
    await createQueryApi(cloud, { paramsMode: 'params' }).collect('x', { params })
    const sent = JSON.parse(String(loopback.requests[0]?.body)) as { params: object }
    expect(Object.entries(sent.params)).toEqual(Object.entries(params))
    expect(sent).not.toHaveProperty('extern')
  })

  it.each(['extern', 'params'] as const)(
    'are refused as %s if a text has half of a surrogate pair',
    async (paramsMode) => {
      await expect(query.collect('x', { paramsMode, params: { host: 'a\ud83c' } })).rejects.toMatchObject({
        code: 'FLUXLINE_QUERY',
        message: expect.stringMatching(/^params\.host is .* which contains an unpaired surrogate/),
      })
    },
  )

  it.each<[string, FluxInput]>([
    ['a time', new Date(0)],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['a list', ['a']],
  ])("are refused as InfluxDB Cloud's own if one is %s", async (_, value) => {
    await expect(query.collect('x', { paramsMode: 'params', params: { value } })).rejects.toMatchObject({
      code: 'FLUXLINE_QUERY',
      message: expect.stringMatching(/^params\.value is .*paramsMode 'params'.*time\(v: params\.value\)/),
    })
  })
})
