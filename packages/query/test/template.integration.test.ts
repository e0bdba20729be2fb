import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { useServer } from '@fluxline/test-support'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQueryApi, flux, fluxDuration, fluxRaw } from '../src/index.ts'
import type { FluxExpression, FluxInput, QueryApi } from '../src/index.ts'
import { astOf, fluxOf, randomTemplate } from './random-template.ts'

const access = useServer()
let client: Client
let query: QueryApi

beforeAll(() => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  query = createQueryApi(client, { emptyString: 'empty' })
})

afterAll(() => client.close())

/** Runs expressions as rows of one query, and returns their values. */
async function valuesOf(expressions: readonly FluxExpression[]): Promise<unknown[]> {
  const rows = expressions.map((expression) => `{v: ${expression.toString()}}`).join(', ')
  const tables = await query.collect(fluxRaw(`import "array"\nr = {x: "x"}\narray.from(rows: [${rows}])`))
  return tables.toValues(['v']).flat()
}

const honest = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('alice', 'host-1.example.org'))
const attack = fc.constantFrom(
  '" or r.x != "',
  '") |> drop() //',
  '\\" or true //',
  '${r.x}',
  '{r.x}',
  '$',
  '\\',
  '\\\\',
  '//',
  '/ or true //',
  '\\/',
  '/)',
  '"',
  '\n',
  '"\n//',
  '"}',
  ']',
  '^',
  'a-z',
  '.*',
  '(?i)',
  'x24{r.x}',
  "'",
  '\0',
  '\u2028',
)
const pieces = fc.string({
  unit: fc.constantFrom(
    '"',
    '\\',
    '$',
    '{',
    '}',
    '/',
    '\n',
    '\t',
    '\0',
    '(',
    ')',
    '[',
    ']',
    '|',
    '*',
    '^',
    '-',
    'é',
    '🎈',
    'n',
    'x',
  ),
  maxLength: 12,
})
// InfluxDB's CSV drops carriage returns.
const text = fc.oneof(honest, attack, pieces).map((value) => value.replaceAll('\r', ''))

/** In each position, an expression that is the value again. */
const positions: readonly (readonly [string, (value: string) => FluxExpression])[] = [
  ['in code', (v) => flux`${v}`],
  ['in a string', (v) => flux`"${v}"`],
  ['in a string of a nested template', (v) => flux`${flux`"${v}"`}`],
  ['in a string that begins in a nested template', (v) => flux`${flux`"${v}`}"`],
  ['in a string with two values', (v) => flux`("${v}${''}")`],
  ['in a string in an expression', (v) => flux`"\${"${v}"}"`],
  ['in code in an expression', (v) => flux`"\${${v}}"`],
  ['after an expression in a string', (v) => flux`"\${""}${v}"`],
  ['in a list', (v) => flux`${['', v]}[1]`],
  ['in a string in a list', (v) => flux`["", "${v}"][1]`],
  ['in a record', (v) => flux`${{ a: v }}.a`],
  ['in a string in a record', (v) => flux`{a: "${v}"}.a`],
  ['beside divisions', (v) => flux`(if 4 / 2 == 2 then ${v} else "" + "/")`],
]

/** In each position, an expression that is true. */
const matches: readonly (readonly [string, (value: string) => FluxExpression])[] = [
  ['in a key', (v) => flux`{"${v}": true}["${v}"]`],
  ['in a key in code', (v) => flux`${{ [v]: true }}[${v}]`],
  ['in a string with text around it', (v) => flux`"a/${v}$" == "a/" + ${v} + "\\x24"`],
  ['in a string after a dollar sign', (v) => flux`"$${v}" == "\\x24" + ${v}`],
  ['in a string after two dollar signs', (v) => flux`"$$${v}" == "\\x24\\x24" + ${v}`],
  ['in a regular expression', (v) => flux`${v} =~ /^${v}$/ and ${`${v}x`} !~ /^${v}$/`],
  ['in a repeated part of a regular expression', (v) => flux`${v + v} =~ /^${v}{2}$/`],
  ['in a regular expression behind another', (v) => flux`"\\\\" =~ ${/^\\/} and ${v} =~ /^${v}$/`],
  ['in a class of characters', (v) => flux`${v || 'x'} =~ /^[${v || 'x'}]+$/`],
]

describe('a value in a template', () => {
  it.each([...positions, ...matches])('comes back %s, whatever it is', async (_, at) => {
    const isMatch = matches.some(([, candidate]) => candidate === at)
    const values = fc.sample(text, { numRuns: 250, seed: 20_260_301 })
    const results = await valuesOf(values.map(at))
    expect(results).toEqual(isMatch ? values.map(() => true) : values)
  })

  it('changes nothing but itself, in whatever place and template, or is refused', async () => {
    const outcomes = { taken: 0, refused: 0, invalid: 0 }
    await fc.assert(
      fc.asyncProperty(
        randomTemplate,
        fc.array(fc.oneof(attack, pieces), { minLength: 3, maxLength: 3 }),
        async (parts, texts) => {
          const values = parts.slice(1).map((_, index) => texts[index % texts.length]!)
          const script = fluxOf(parts, values)
          if (script === undefined) return void outcomes.refused++
          const names = values.map((_, index) => `qQ${index}Qq`)
          const plain = fluxOf(parts, names)
          expect(plain).toBeDefined()
          const [found, expected] = await Promise.all([astOf(client, script, []), astOf(client, plain!, values)])
          expect(found).toEqual(expected)
          if (found === undefined) outcomes.invalid++
          else outcomes.taken++
        },
      ),
      {
        numRuns: 500,
        examples: [
          // InfluxDB refuses to run it, but has a tree of what follows the error.
          [
            ['v = "${f(a: ', String.raw`)}$\"` + '\nw = [', ', "//"]'],
            ['', '', ''],
          ],
        ],
      },
    )
    expect(outcomes.taken).toBeGreaterThan(100)
    expect(outcomes.refused).toBeGreaterThan(10)
  })
})

// Values of each type, with characters that mean something in Flux, and without.
const shapes: readonly (readonly [hostile: FluxInput, plain: FluxInput])[] = [
  [/a\\/, /q/],
  [/\/"\\/, /q/],
  [/[/]/, /q/],
  [/ "b" /, /q/],
  [
    ['"', '/'],
    ['q', 'q'],
  ],
  [
    { a: '/', '"': '\\' },
    { a: 'q', q: 'q' },
  ],
  [new TextEncoder().encode('"/'), new TextEncoder().encode('qq')],
  [new Date(0), new Date(1)],
  [fluxDuration('1h'), fluxDuration('2m')],
  [7, 8],
  [1.5, 2.5],
]

it('a value of any type is one of this type, in whatever place and template, or is refused', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(
      randomTemplate,
      fc.array(fc.constantFrom(...shapes), { minLength: 3, maxLength: 3 }),
      async (parts, chosen) => {
        const values = parts.slice(1).map((_, index) => chosen[index % chosen.length]!)
        const scripts = [0, 1].map((which) =>
          fluxOf(
            parts,
            values.map((pair) => pair[which]!),
          ),
        )
        const [script, plain] = scripts
        if (script === undefined) return
        expect(plain).toBeDefined()
        const [found, expected] = await Promise.all([astOf(client, script), astOf(client, plain!)])
        expect(found).toEqual(expected)
        if (found !== undefined) taken++
      },
    ),
    { numRuns: 300 },
  )
  expect(taken).toBeGreaterThan(30)
})

// What tests of @influxdata/influxdb-client put into "${…}", and the string that it makes of it there.
const quoted: readonly (readonly [value: unknown, incumbent: string, ours: string | undefined])[] = [
  [null, '', undefined],
  [undefined, '', undefined],
  [false, 'false', 'false'],
  [1, '1', '1'],
  [1.1, '1.1', '1.1'],
  [-1.1, '-1.1', '-1.1'],
  ['a', 'a', 'a'],
  ['my-bucket', 'my-bucket', 'my-bucket'],
  // There it is the text of `String(date)`, which no function of Flux reads.
  [new Date(1_589_521_447_471), String(new Date(1_589_521_447_471)), '2020-05-15T05:44:07.471Z'],
  [/abc/, '/abc/', undefined],
  [{ toString: () => 'whatever' }, 'whatever', undefined],
  [fluxRaw('1ms'), '1ms', '1ms'],
  ['abc\n\t\\"def', 'abc\n\t\\"def', 'abc\n\t\\"def'],
  ['abc${val}def', 'abc${val}def', 'abc${val}def'],
  ['abc$', 'abc$', 'abc$'],
  ['a"$d', 'a"$d', 'a"$d'],
  [[], '', undefined],
  [['a"$d'], 'a"$d', undefined],
  [Symbol('thisSym'), 'Symbol(thisSym)', undefined],
]

describe('a quoted value that @influxdata/influxdb-client takes', () => {
  it('has the same text on the server, or is refused', async () => {
    const taken = quoted.filter(([, , ours]) => ours !== undefined)
    expect(await valuesOf(taken.map(([value]) => flux`"${value as FluxInput}"`))).toEqual(
      taken.map(([, , ours]) => ours),
    )
    for (const [value, , ours] of quoted) {
      if (ours !== undefined) continue
      expect(() => flux`"${value as FluxInput}"`).toThrow(expect.objectContaining({ code: 'FLUXLINE_QUERY' }))
    }
  })
})
