import type { Org } from '@fluxline/core'
import { expect, it } from 'vitest'
import { createRoute, destinationKey } from './destination.ts'
import type { Destination } from './destination.ts'

const to = (org: Org | undefined): Destination => ({ org, bucket: 'b', precision: 'ns' })

it.each<[Org, Org]>([
  ['acme', { name: 'acme' }],
  ['0123456789abcdef', { id: '0123456789abcdef' }],
])('treats %j and %j as one organization', (one, other) => {
  expect(destinationKey(to(one))).toBe(destinationKey(to(other)))
  expect(createRoute(to(one)).rateLimitTarget).toEqual(createRoute(to(other)).rateLimitTarget)
})

it.each<[Org | undefined, Org]>([
  [{ id: '0123456789abcdef' }, { name: '0123456789abcdef' }],
  ['acme', 'ACME'],
  ['acme', '{"name":"acme"}'],
  [undefined, 'acme'],
])('distinguishes %j from %j', (one, other) => {
  expect(destinationKey(to(one))).not.toBe(destinationKey(to(other)))
})

it('distinguishes precisions in batches, but not in rate limits', () => {
  const inNanoseconds = to('acme')
  const inSeconds = { ...inNanoseconds, precision: 's' } as const
  expect(destinationKey(inSeconds)).not.toBe(destinationKey(inNanoseconds))
  expect(createRoute(inSeconds).rateLimitTarget).toEqual(createRoute(inNanoseconds).rateLimitTarget)
})
