import { expect, it } from 'vitest'
import { connectionError } from './failure.ts'
import type { TransportRequest } from './transport.ts'

const request = { method: 'GET', url: 'http://localhost:8086/ping', headers: {} } as unknown as TransportRequest

it('says what the innermost error says', () => {
  const cause = new TypeError('fetch failed', { cause: new AggregateError([new Error('connection refused')]) })
  expect(connectionError(request, cause).message).toContain('connection refused')
})

it('accepts an error that is its own cause', () => {
  const cause = new Error('closed')
  cause.cause = cause
  expect(connectionError(request, cause)).toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    message: expect.stringContaining('closed') as string,
  })
})
