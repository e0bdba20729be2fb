import { expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { inDatabase, locateError, nameDatabase } from './locate-error.ts'

const target = { method: 'POST', url: 'http://h/api/v2/query', org: 'acme', bucket: undefined }

const failure = (): Error => locateError(new OptionError('boom'), { method: 'POST', url: 'http://h/query' }) as Error

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

it('names a database of an error that names its call, once', async () => {
  const error = failure()
  expect(nameDatabase(nameDatabase(error, 'main'), 'other')).toMatchObject({
    message: 'boom (response to POST http://h/query) (database "main")',
    database: 'main',
  })
  expect(nameDatabase(new OptionError('boom'), 'main')).toMatchObject({ message: 'boom' })
})

it('gives a response whose errors name the database, however it is read', async () => {
  const body = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure()) }),
  }
  const response = inDatabase({ body, target, text: () => Promise.reject(failure()) }, 'main')
  await expect(response.body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ database: 'main' })
  await expect(response.text()).rejects.toMatchObject({ database: 'main' })
  expect(locateError(new OptionError('boom'), response.target)).toMatchObject({
    message: 'boom (response to POST http://h/api/v2/query, org "acme", database "main")',
  })
})
