import { expect, it } from 'vitest'
import { mergeDefined } from './merge-defined.ts'

it('returns what is set over the defaults, with parameters that later changes do not change', () => {
  const params = { host: 'a' }
  const merged = mergeDefined({ org: 'x', timeout: 5 }, { params, timeout: undefined })
  params.host = 'b'
  expect(merged).toEqual({ org: 'x', timeout: 5, params: { host: 'a' } })
})
