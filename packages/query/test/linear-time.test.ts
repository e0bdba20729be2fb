import { HttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { superlinearTimes } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { withCarets } from '../src/flux/error-carets.ts'
import { withPivot } from '../src/flux/with-pivot.ts'
import { analyze, flux, fluxRaw } from '../src/index.ts'
import type { FluxInput } from '../src/index.ts'
import { setsProfilers } from '../src/results/profilers.ts'
import { fluxOf } from './random-template.ts'

const SIZES = [4000, 16_000, 256_000] as const

const pieces = ['"', '"${"}', ' =~ /', '\\/', '\\', '$', '({[:(?', '1.1h', '\\p{', 'é', '@1:1-1:2 ']

const uses: Record<string, (text: string) => unknown> = {
  'a value in code': (text) => flux`${text}`,
  'a value in a string': (text) => flux`"${text}"`,
  'a value in a regular expression': (text) => flux`/${text}/`,
  'text before a value': (text) => fluxOf([text, ''], ['a']),
  'text before a value in a string': (text) => fluxOf([`"${text}`, '"'], ['a']),
  'text before a value in a regular expression': (text) => fluxOf([`/${text}`, '/'], ['a']),
  'text between values': (text) => fluxOf(['"', ...split(text), '"'], split(text).concat('')),
  'text between values in code': (text) =>
    fluxOf(['[', ...split(text).map((part) => ` ${part} `), ']'], split(text).concat('')),
  'a nested template': (text) => flux`a ${fluxRaw(text)} b`,
  'Flux in a list': (text) => flux`${[fluxRaw(text)] as FluxInput}`,
  'a pivot': (text) => withPivot(text),
  'the search for profilers': (text) => setsProfilers(`enabledProfilers ${text}`),
  'carets of an error': (text) =>
    withCarets(new HttpError('x', { method: 'POST', path: '/', status: 400, serverMessage: text }), text),
}

const cases = Object.keys(uses).flatMap((use) => pieces.map((piece) => [use, piece] as const))

it.each(cases)('%s takes linear time for %j again and again', (use, piece) => {
  const inputOf = (size: number): string => piece.repeat(Math.ceil(size / piece.length))
  expect(superlinearTimes(SIZES, inputOf, uses[use]!)).toBeUndefined()
})

/** Cuts a text into a tenth as many pieces as it has characters. */
function split(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / 10) }, (_, index) => text.slice(index * 10, index * 10 + 10))
}

it('many problems on one line of a script take little time', async () => {
  const line = 1
  const errors = Array.from({ length: 10_000 }, (_, at) => ({ line, column: 400_000 - at, message: `no ${at}` }))
  const client = { request: async () => ({ json: async () => ({ errors }) }) } as unknown as Client
  const start = performance.now()
  const problems = await analyze(client, 'é'.repeat(200_000))
  expect(performance.now() - start).toBeLessThan(2000)
  expect(problems.slice(0, 3).map(({ column }) => column)).toEqual([200_001, 200_000, 200_000])
})
