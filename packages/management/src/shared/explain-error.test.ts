import { HttpError } from '@fluxline/core'
import { expect, it } from 'vitest'
import { explain } from './explain-error.ts'

function failure(status: number, serverCode: string | undefined, serverMessage: string | undefined): HttpError {
  return new HttpError('as core says it', {
    method: 'GET',
    path: '/api/v2/tasks',
    status,
    serverCode,
    serverMessage,
    body: 'the whole body',
    requestId: 'abc',
  })
}

it.each([
  [401, 'unauthorized', 'write:orgs/1/buckets is unauthorized', 'The token lacks write:orgs/1/buckets'],
  [403, 'forbidden', 'permission read:tasks is not allowed: read:tasks is unauthorized', 'The token lacks read:tasks'],
  [404, 'not found', 'failed to find task: unauthorized', 'The token lacks read:orgs/…/tasks'],
  [403, 'forbidden', 'insufficient permissions to delete', 'buckets for this bucket, or is inactive'],
  [404, undefined, '404 page not found', 'or the token cannot read it'],
  [404, undefined, undefined, 'Check the ID or the name'],
])('explains %d %s, %s', (status, code, words, meaning) => {
  const error = explain(failure(status, code, words))
  expect(error).toMatchObject({
    code: 'FLUXLINE_HTTP',
    status,
    requestId: 'abc',
    body: 'the whole body',
    message: expect.stringMatching(new RegExp(`^as core says it\\. .*${meaning}.*\\.$`)),
  })
  const { serverCode, serverMessage } = error as HttpError
  expect([serverCode, serverMessage]).toEqual([code, words])
})

it.each([
  ['an error that explains itself', failure(422, 'conflict', 'bucket with name b already exists')],
  ['another error', new Error('404 page not found')],
])('leaves %s as it is', (_, error) => {
  expect(explain(error)).toBe(error)
})

it('keeps the error, its class, stack and cause', () => {
  const cause = new Error('below')
  const response = { method: 'GET', path: '/', status: 404 }
  const error = new HttpError('not there', response, { cause })
  const { stack } = error
  expect(explain(error)).toBe(error)
  expect(error).toBeInstanceOf(HttpError)
  expect(error.cause).toBe(cause)
  expect(error.message).toBe('not there. Check the ID or the name.')
  expect(error.stack).toBe(stack?.replace('not there', error.message))
})
