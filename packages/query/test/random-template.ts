import type { Client } from '@fluxline/core'
import fc from 'fast-check'
import { flux } from '../src/index.ts'
import type { FluxInput } from '../src/index.ts'

const PLACE = '\u0001'

function join(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((found) => found.join(''))
}

const { script } = fc.letrec<Record<'script' | 'expression' | 'text' | 'pattern', string>>((tie) => {
  const expression = tie('expression')
  const { text, pattern } = { text: tie('text'), pattern: tie('pattern') }
  return {
    script: join(fc.constant('v = '), expression, fc.constant('\nw = '), expression),
    expression: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(PLACE, 'a', '1', '1h', '2026-01-01', `r["${PLACE}"]`, 'r.a'),
      text,
      { weight: 1, arbitrary: pattern },
      join(expression, fc.constantFrom(' + ', ' == ', ' / ', '/', ' and ', ' <', '-'), expression),
      join(fc.constant('['), expression, fc.constant(', '), expression, fc.constant(']')),
      join(fc.constant('{b: '), expression, fc.constant(', '), text, fc.constant(': '), expression, fc.constant('}')),
      join(fc.constant('f(a: '), expression, fc.constant(')')),
      join(expression, fc.constantFrom(' // a', ` // ${PLACE}`, ' // "', ' // /'), fc.constant('\n')),
    ),
    text: fc
      .array(
        fc.oneof(
          {
            weight: 18,
            arbitrary: fc.constantFrom('a', ' ', PLACE, '$', '$$', String.raw`\"`, '\\\\', '/', '//', '\n', '{'),
          },
          { weight: 3, arbitrary: join(fc.constant('${'), expression, fc.constant('}')) },
          { weight: 1, arbitrary: fc.constantFrom('$\\') },
        ),
        { maxLength: 5 },
      )
      .map((parts) => `"${parts.join('')}"`),
    pattern: fc
      .array(
        fc.constantFrom(
          'a',
          PLACE,
          PLACE,
          '$',
          String.raw`\/`,
          '\\\\',
          '"',
          '\n',
          '[a]',
          '[^',
          ']',
          '*',
          '(?:b)',
          String.raw`\d`,
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => `a =~ /${parts.join('')}/`),
  }
})

/** A template, mostly of right Flux, with a character more or less here and there. */
export const randomTemplate: fc.Arbitrary<string[]> = fc
  .tuple(
    script,
    fc.nat(),
    fc.constantFrom(...Array.from<string>({ length: 20 }).fill(''), '"', '/', '//', '\\', '$', '}', '\n'),
    fc.nat(1),
  )
  .map(([text, at, more, less]) => {
    if (more === '') return text
    const place = at % text.length
    return text.slice(0, place) + more + text.slice(place + less)
  })
  .filter((text) => text.includes(PLACE))
  .map((text) => text.split(PLACE))

/** Returns what the template is with these values; `undefined` if they are refused. */
export function fluxOf(parts: readonly string[], values: readonly FluxInput[]): string | undefined {
  try {
    return flux(Object.assign([...parts], { raw: parts }), ...values).toString()
  } catch (error) {
    if ((error as { code?: unknown }).code === 'FLUXLINE_QUERY') return undefined
    throw error
  }
}

/**
 * Returns the syntax tree that InfluxDB makes of a script, without locations; `undefined` if it finds an error. Names such
 * as `qQ0Qq` in its strings become the values; without values, literals have none.
 */
export async function astOf(client: Client, query: string, values?: readonly string[]): Promise<unknown> {
  const response = await client
    .request({
      method: 'POST',
      path: '/api/v2/query/ast',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    .catch((error: { status?: number }) => {
      // It has no tree for a label such as `.a`, and says so with a 500.
      if (error.status === 400 || error.status === 500) return undefined
      throw error
    })
  const tree = await response?.json()
  // It also has trees for scripts that it refuses to run, with a special node or none where the error is.
  return /"BadExpr|"(?:init|expression)":null/.test(JSON.stringify(tree) ?? '') ? undefined : simplify(tree, values)
}

const LITERALS = /^(?:String|Float|Integer|DateTime|Duration)Literal$/

function simplify(node: unknown, values: readonly string[] | undefined): unknown {
  if (Array.isArray(node)) return node.map((item) => simplify(item, values)).filter((item) => !isEmptyText(item))
  if (typeof node !== 'object' || node === null) return node
  const members = Object.entries(node).filter(([name]) => name !== 'location')
  const simple = Object.fromEntries(members.map(([name, member]) => [name, simplify(member, values)]))
  const type = String(simple['type'])
  if (values === undefined) {
    if (type === 'TextPart') return { type, value: '' }
    if (LITERALS.test(type)) return { type }
  } else if (simple['type'] === 'StringLiteral' || simple['type'] === 'TextPart') {
    simple['value'] = ((simple['value'] as string | undefined) ?? '').replace(
      /qQ(\d+)Qq/g,
      (_, index: string) => values[Number(index)]!,
    )
  }
  // Another test looks at what it matches.
  if (simple['type'] === 'RegexpLiteral') delete simple['value']
  return simple
}

function isEmptyText(node: unknown): boolean {
  const { type, value } = Object(node) as { type?: unknown; value?: unknown }
  return type === 'TextPart' && value === ''
}
