import { expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { RateLimits, rateLimitsOf } from './rate-limits.ts'

const target = { path: '/api/v2/write', org: 'acme', bucket: 'b' }

it('a target is limited until its time is over, and the later end wins', () => {
  const limits = new RateLimits()
  limits.close(target, 1000, 500)
  limits.close(target, 1000, 200)
  expect([1000, 1400, 1500, 1600].map((now) => limits.waitMs(target, now))).toEqual([500, 100, 0, 0])
})

it('a target is limited for no longer than a caller accepts', () => {
  const limits = new RateLimits()
  limits.close(target, 1000, Infinity)
  expect([1000, 1400, 1500].map((now) => limits.waitMs(target, now, 500))).toEqual([500, 100, 0])
  expect(limits.waitMs(target, 1500)).toBe(Infinity)
  expect(limits.isEmpty).toBe(false)
  limits.close(target, 1500, 100)
  expect(limits.waitMs(target, 1600, 500)).toBe(400)
})

it.each([
  ['another bucket', { ...target, bucket: 'c' }],
  ['another organization', { ...target, org: { id: 'acme' } }],
  ['another endpoint', { ...target, path: '/api/v2/query' }],
])('does not limit %s', (_, other) => {
  const limits = new RateLimits()
  limits.close(target, 0, 500)
  expect(limits.waitMs(other, 0)).toBe(0)
})

it('are shared by all objects that stand for one client, and by no others', async () => {
  await using client = createClient({ url: 'http://localhost' })
  await using other = createClient({ url: 'http://localhost' })
  const wrapper = { closing: client.closing }
  expect(rateLimitsOf(wrapper)).toBe(rateLimitsOf(client))
  expect(rateLimitsOf(other)).not.toBe(rateLimitsOf(client))
  const old = {}
  expect(rateLimitsOf(old)).toBe(rateLimitsOf(old))
})
