import { expect, it } from 'vitest'
import { toError } from './to-http-error.ts'

it.each([
  ['X-InfluxDb-Error', { 'x-influxdb-error': 'no' }, '', 'no'],
  ['X-Influx-Error', { 'x-influx-error': 'no' }, '', 'no'],
  ['the body, if it has words', { 'x-influx-error': 'header' }, '{"message":"body"}', 'body'],
])('takes the message of %s', (_, sent, body, message) => {
  const target = { method: 'POST', url: 'http://localhost/api/v2/write', path: '/api/v2/write' }
  expect(toError(target, { status: 400, headers: new Headers(sent) }, body).serverMessage).toBe(message)
})
