import { expect, it } from 'vitest'
import { baseUrl } from './base-url.ts'

it.each([
  ['http://localhost:8086', 'http://localhost:8086'],
  ['http://localhost:8086/', 'http://localhost:8086'],
  ['https://example.com/influx/', 'https://example.com/influx'],
  ['https://example.com/influx/api/v2/', 'https://example.com/influx'],
  ['https://example.com/api/v2', 'https://example.com'],
  [' http://localhost:8086\n', 'http://localhost:8086'],
  [new URL('http://[::1]:8086/'), 'http://[::1]:8086'],
])('reads %s as %s', (given, expected) => {
  expect(baseUrl(given)).toBe(expected)
})

it.each(['localhost:8086', 'ftp://localhost', '', 'http://', 'http:///', 'http://localhost:port'])(
  'refuses %j and shows what an address looks like',
  (given) => {
    expect(() => baseUrl(given)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('http://localhost:8086') }),
    )
  },
)

it.each([
  'http://me:geheim@localhost:8086',
  'http://me:geheim@:port',
  'ftp://me:geheim@localhost',
  'http://localhost:8086?token=geheim',
])('refuses secrets in the address without showing them', (url) => {
  const error = capture(() => baseUrl(url))
  expect(error).toMatchObject({ code: 'FLUXLINE_OPTION' })
  expect(String(error)).not.toContain('geheim')
})

function capture(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
