import { ConnectionError, HttpError, PartialWriteError, TimeoutError } from '@fluxline/core'
import { describe, expect, it } from 'vitest'
import { droppedLines, mayBeStored, shortReason, verdictOf } from './verdict.ts'

const http = (status: number, more: { serverMessage?: string; retryAfterMs?: number } = {}): HttpError =>
  new HttpError(`status ${status}`, { method: 'POST', path: '/api/v2/write', status, ...more })
const partial = (status: number, dropped: number): PartialWriteError =>
  new PartialWriteError('partial', { method: 'POST', path: '/api/v2/write', status }, { rejected: [], dropped })
const connection = (code: string): ConnectionError =>
  new ConnectionError(code, true, { cause: Object.assign(new Error(code), { code }) })

describe('verdictOf', () => {
  it.each([
    ['a time-out', new TimeoutError('slow', 'firstByte', 10), 'retry'],
    ['a broken connection', connection('ECONNRESET'), 'retry'],
    ['a certificate that is not trusted', new ConnectionError('CERT', false), 'final'],
    ['503', http(503), 'retry'],
    ['500', http(500), 'retry'],
    ['500 about a conflict', http(500, { serverMessage: 'field type conflict: x' }), 'final'],
    ['429 with Retry-After', http(429, { retryAfterMs: 1 }), 'retry'],
    ['429 about a limit', http(429, { serverMessage: 'max series cardinality exceeded' }), 'final'],
    ['401', http(401), 'final'],
    ['404', http(404), 'final'],
    ['501', http(501), 'final'],
    ['a bug', new TypeError('x is not a function'), 'final'],
    ['413', http(413), 'split'],
    ['400', http(400), 'isolate'],
    ['400 about a missing organization', http(400, { serverMessage: 'Please provide either orgID or org' }), 'final'],
    ['400 about an ID', http(400, { serverMessage: 'id must have a length of 16 bytes' }), 'final'],
    ['422 that dropped lines', partial(422, 3), 'partial'],
    ['500 that dropped lines', partial(500, 3), 'partial'],
    ['422 whose words were lost', http(422), 'retry'],
    ['422 with a reason', http(422, { serverMessage: 'no' }), 'final'],
  ])('reads %s', (_, error, verdict) => {
    expect(verdictOf(error, 10, false)).toBe(verdict)
  })

  it('rejects a single line that is too large', () => {
    expect(verdictOf(http(413), 1, false)).toBe('reject')
  })
})

describe('mayBeStored', () => {
  it.each([
    ['an unreachable server', connection('ECONNREFUSED'), false],
    ['an unknown host name', connection('ENOTFOUND'), false],
    ['a connection that took too long', new TimeoutError('slow', 'connect', 10), false],
    ['a response that took too long', new TimeoutError('slow', 'firstByte', 10), true],
    ['a reset connection', connection('ECONNRESET'), true],
    ['a gateway that gave up', http(504), true],
    ['a server that failed', http(500), true],
    ['a server that is busy', http(503), false],
    ['a refusal', http(401), false],
    ['422 whose words were lost', http(422), true],
    ['422 with a reason', http(422, { serverMessage: 'no' }), false],
  ])('of %s', (_, error, uncertain) => {
    expect(mayBeStored(error)).toBe(uncertain)
  })
})

describe('droppedLines', () => {
  it.each([
    [partial(422, 3), 3],
    [partial(422, 30), 10],
    [partial(422, 0), undefined],
    [http(400, { serverMessage: 'partial write error (7 written): the rest conflicts' }), 3],
    [http(400, { serverMessage: 'partial write error (70 written): the rest conflicts' }), 0],
  ])('of ten lines, reads %s as %s', (failure, dropped) => {
    expect(droppedLines(failure, 10)).toBe(dropped)
  })
})

it.each([
  [
    'failure writing points to database: partial write: field type conflict: input field "f" is type string dropped=1',
    'field type conflict: input field "f" is type string',
  ],
  ['partial write: a dropped=1 for database: main for retention policy: autogen', 'a'],
  ['points beyond retention policy', 'points beyond retention policy'],
  ['two\n lines\n', 'two lines'],
  [undefined, 'POST /write failed'],
])('the reason of a line is the short of %j', (serverMessage, reason) => {
  expect(shortReason({ serverMessage, message: 'POST /write failed' })).toBe(reason)
})
