import { expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { locateError } from './locate-error.ts'

const target = { method: 'POST', url: 'http://h/api/v2/query', org: 'acme', bucket: undefined }

it('names the call of an error once, in its message, its stack and its members', () => {
  const error = new OptionError('boom')
  expect(locateError(locateError(error, target), { ...target, url: 'http://other' })).toBe(error)
  expect(error).toMatchObject({ method: 'POST', url: 'http://h/api/v2/query', org: 'acme' })
  expect(error).not.toHaveProperty('bucket')
  expect(error.message).toBe('boom (response to POST http://h/api/v2/query, org "acme")')
  expect(error.stack).toContain(error.message)
})

it.each([
  ['an error of another library', new TypeError('boom'), target],
  ['an error without a response', new OptionError('boom'), undefined],
])('leaves %s as it is', (_, error, call) => {
  expect(locateError(error, call)).toBe(error)
  expect(error.message).toBe('boom')
})
