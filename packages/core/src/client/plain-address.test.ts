import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainAddresses } from './plain-address.ts'

function byURL(base: string, path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(base + path)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

const bases = [
  'http://localhost:8086',
  'HTTPS://Example.COM',
  'http://h/a/..',
  'http://h/a b/./c',
  'http://h:80/x%2e%2E',
]
const text = fc.oneof(
  fc.stringMatching(/^[\w*.-]{0,8}$/),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const path = fc
  .oneof(fc.stringMatching(/^[\w/-]{1,12}$/), fc.string({ minLength: 1, maxLength: 8 }))
  .map((rest) => `/x${rest}`)
  .filter((each) => !/[?#]/.test(each))

it('writes addresses as URL does, or leaves them to it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...bases), path, fc.dictionary(text, text, { maxKeys: 4 }), (base, path, query) => {
      const address = plainAddresses(base)({ method: 'GET', path, query })
      expect([undefined, byURL(base, path, query)]).toContain(address)
    }),
  )
})

it.each([
  ['/api/v2/query', { org: 'acme', n: 1, yes: true, none: undefined }, 'http://h/api/v2/query?org=acme&n=1&yes=true'],
  ['/api/v2/buckets/0123456789abcdef', {}, 'http://h/api/v2/buckets/0123456789abcdef'],
  ['/api/v2/query', { org: '' }, 'http://h/api/v2/query?org='],
  ['/api/v2/query', { org: 'my org' }, undefined],
  ['/api/v2/query', { org: { id: '0123456789abcdef' } }, undefined],
  ['/a/../b', {}, undefined],
  ['/a?b=c', {}, undefined],
])('writes %s with %o', (path, query, address) => {
  expect(plainAddresses('http://h')({ method: 'GET', path, query })).toBe(address)
})
