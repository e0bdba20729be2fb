import { expect, it } from 'vitest'
import { mergeDefined } from './merge-defined.ts'

it('returns what is set over the defaults', () => {
  expect(mergeDefined({ org: 'x', timeout: 5 }, { org: 'y', timeout: undefined })).toEqual({ org: 'y', timeout: 5 })
})

it('returns lists and plain objects that later changes do not change', () => {
  class Params {
    host = 'a'
  }
  const given = {
    params: new Params(),
    headers: Object.assign(Object.create(null) as object, { 'x-trace': '1' }),
    timeout: { idle: 1 },
    timeColumns: ['start'],
  }
  const merged = mergeDefined({}, given)
  given.params.host = 'b'
  Object.assign(given.headers, { 'x-trace': '2' })
  given.timeout.idle = 2
  given.timeColumns.push('stop')
  expect(merged).toEqual({
    params: { host: 'a' },
    headers: { 'x-trace': '1' },
    timeout: { idle: 1 },
    timeColumns: ['start'],
  })
})

it('returns objects of a class as they are', () => {
  const given = { signal: AbortSignal.abort(), now: new Date(1) }
  expect(mergeDefined({}, given)).toMatchObject({ signal: given.signal, now: given.now })
})
