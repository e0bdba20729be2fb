import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import {
  AbortError,
  ClosedError,
  ConnectionError,
  HttpError,
  isInfluxDBError,
  OptionError,
  PartialWriteError,
  TimeoutError,
} from './errors.ts'

const response = { method: 'GET', path: '/x', status: 503, body: 'hidden', requestId: undefined }
const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET', socket: {} })

it.each([
  [new OptionError('wrong', { option: 'url', value: 5 }), { option: 'url', value: 5 }],
  [new ClosedError('closed', 'client'), { what: 'client' }],
  [new TimeoutError('late', 'idle', 50), { retryable: true, phase: 'idle', timeoutMs: 50 }],
  [new AbortError('aborted', { cause: 'enough' }), { cause: 'enough' }],
  [
    new ConnectionError('broken', true, { cause }),
    { retryable: true, cause: { name: 'Error', message: 'reset', code: 'ECONNRESET' } },
  ],
  [new HttpError('failed', response), { retryable: true, method: 'GET', path: '/x', status: 503 }],
  [
    new PartialWriteError('refused', { ...response, status: 422 }, { rejected: [], dropped: 2 }),
    { retryable: false, method: 'GET', path: '/x', status: 422, rejected: [], dropped: 2 },
  ],
])('%s is name, code, message and the members that are set, as JSON', (error, members) => {
  const { name, code, message } = error
  expect(JSON.parse(JSON.stringify(error))).toEqual({ name, code, message, ...members })
})

it('an error prints no member that is not set', () => {
  expect(inspect(new HttpError('failed', response))).not.toMatch(/undefined|cause|hidden/)
  expect(inspect(new ConnectionError('broken', true))).not.toMatch(/undefined|cause/)
})

it('OptionError and ClosedError know those of another copy of the package', () => {
  const brand = { [Symbol.for('fluxline.error')]: true }
  const other = Object.assign(new Error('of another copy'), brand, { code: 'FLUXLINE_OPTION' })
  expect([other instanceof OptionError, other instanceof ClosedError, isInfluxDBError(other)]).toEqual([
    true,
    false,
    true,
  ])
})
