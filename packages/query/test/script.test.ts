import { createClient } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { withPivot } from '../src/flux/with-pivot.ts'
import { analyze, createQueryApi, fluxRaw } from '../src/index.ts'
import type { Query, QueryOptions } from '../src/index.ts'

// Nothing listens there: what is sent would be a ConnectionError.
const client = createClient({ url: 'http://localhost:1', org: 'acme' })
const query = createQueryApi(client)

const ways: Record<string, (script: Query, options?: QueryOptions) => unknown> = {
  collect: (script, options) => query.collect(script, options),
  stream: (script, options) => query.stream(script, options).next(),
  streamBatches: (script, options) => query.streamBatches(script, options).next(),
  rows: (script, options) => query.rows(script, { name: 'm', definition: { fields: {} } }, options).next(),
  observable: (script, options) =>
    new Promise(
      (resolve, reject) =>
        void query.observable(script, options).subscribe({ complete: () => resolve(1), error: reject }),
    ),
  csv: (script, { now } = {}) => query.csv(script, { now }).next(),
  raw: (script, { now } = {}) => query.raw(script, { now }),
}

async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    await act()
    return undefined
  } catch (error) {
    return error
  }
}

describe.each(Object.keys(ways))('%s', (way) => {
  it.each<[unknown, RegExp]>([
    [null, /^the query is null; pass Flux as text, or from the flux template\.$/],
    [undefined, /^the query is undefined/],
    [5, /^the query is 5/],
    [{ query: 'x' }, /^the query is \[object Object\]/],
    [['x'], /^the query is x/],
    [() => 'x', /^the query is function/],
    ['', /^the query is empty/],
    [' \n', /^the query is empty/],
    [fluxRaw(''), /^the query is empty/],
  ])('refuses %j as a script', async (script, message) => {
    expect(await errorOf(() => ways[way]!(script as never))).toMatchObject({
      code: 'FLUXLINE_QUERY',
      message: expect.stringMatching(message),
    })
  })

  it.each<[unknown, RegExp]>([
    [() => '2026-03-01T00:00:00Z', /`now` must be a time: a string, .*, not a function\.$/],
    [null, /`now` must be a time: a string, .*, not null\.$/],
    [{}, /^now \(an object\) is not a time/],
    ['yesterday', /^now \(a text of 9 characters\) is not an RFC 3339 timestamp/],
    [new Date(Number.NaN), /^now is an invalid Date/],
    [1_772_323_200, /^now \(1772323200\) looks like the wrong unit.*pass a Date, RFC 3339 text, or nanoseconds\.$/],
  ])('refuses %o as now', async (now, message) => {
    expect(await errorOf(() => ways[way]!('x', { now: now as never }))).toMatchObject({
      code: expect.stringMatching(/^FLUXLINE_(?:QUERY|OPTION)$/),
      message: expect.stringMatching(message),
    })
  })
})

it('analyze and a pivot refuse what is not a script', async () => {
  const refusal = { code: 'FLUXLINE_QUERY', message: expect.stringMatching(/^the query is null/) }
  expect(await errorOf(() => analyze(client, null as never))).toMatchObject(refusal)
  expect(await errorOf(() => withPivot(null as never))).toMatchObject(refusal)
})

it('the API says what to call if it is called itself', () => {
  const call = query as unknown as (script: string) => void
  expect(() => call('from(bucket: "b")')).toThrow(/^query is not a function; call query\.collect\(script\)/)
})
