import { expect, it } from 'vitest'
import { baseUrl } from './base-url.ts'

it.each([
  ['http://localhost:8086', 'http://localhost:8086'],
  ['http://localhost:8086/', 'http://localhost:8086'],
  ['https://example.com/influx/', 'https://example.com/influx'],
  ['https://example.com/influx/api/v2/', 'https://example.com/influx'],
  ['https://example.com/api/v2', 'https://example.com'],
  [new URL('http://[::1]:8086/'), 'http://[::1]:8086'],
])('reads %s as %s', (given, expected) => {
  expect(baseUrl(given)).toBe(expected)
})

it.each(['localhost:8086', 'ftp://localhost', '', 'http://'])(
  'refuses %j and says what an address looks like',
  (given) => {
    expect(() => baseUrl(given)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('http://localhost:8086') }),
    )
  },
)

it('refuses credentials in the address without showing them', () => {
  const error = capture(() => baseUrl('http://me:geheim@localhost:8086'))
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
