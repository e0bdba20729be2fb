import { runInNewContext } from 'node:vm'
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

it.each([
  ['nothing', undefined, 'is missing;'],
  ['an empty text', ' ', 'is missing;'],
  ['an array', ['http://h'], 'is not text;'],
  ['a number', 8086, 'is not text;'],
  ['the address of an endpoint', 'http://h/influx/api/v2/write', 'is "http://h/influx/api/v2/write"; pass the server'],
  ['the address of an endpoint of InfluxDB 3', 'http://h/api/v3/query_sql/', 'is "http://h/api/v3/query_sql/";'],
  ['credentials', 'http://me:geheim@h', 'is "…h", with credentials;'],
  ['credentials with a line break', 'http://me:ge\nheim@h', 'is "…h", with credentials;'],
  ['a query', 'http://h?token=geheim', 'is "http://h…";'],
  ['a fragment', 'http://h#geheim', 'is "http://h…";'],
  ['a text that is too long', `http://h/${'x'.repeat(2040)}`, 'is not an address, with 2049 characters;'],
])('says what is wrong with %s, and asks for the address alone', (_, url, problem) => {
  const error = capture(() => baseUrl(url))
  expect(error).toMatchObject({ code: 'FLUXLINE_OPTION', option: 'url', message: expect.stringContaining(problem) })
  expect(String(error)).toContain('address alone, such as http://localhost:8086')
  expect(String(error)).not.toContain('heim')
})

it('takes an address of up to 2048 characters, and one of another realm', () => {
  const longest = `http://h/${'x'.repeat(2039)}`
  expect(baseUrl(longest)).toBe(longest)
  expect(baseUrl(runInNewContext('({ href: "http://h/" })'))).toBe('http://h')
})

function capture(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
