import { expect, it } from 'vitest'
import { createClient } from '../index.ts'
import { planPool } from './pool-plan.ts'
import { proxySecrets } from './node-options.ts'
import { proxyFromEnvironment } from './proxy-environment.ts'
import type { Environment } from './proxy-environment.ts'

const P = 'http://p:3128'

it.each<[address: string, env: Environment, variable: string | undefined]>([
  ['http://h', { HTTP_PROXY: P }, 'HTTP_PROXY'],
  ['http://h', { HTTP_PROXY: 'http://other', http_proxy: P }, 'http_proxy'],
  ['http://h', { HTTPS_PROXY: P }, undefined],
  ['https://h', { HTTPS_PROXY: P, HTTP_PROXY: 'http://other' }, 'HTTPS_PROXY'],
  ['https://h', { HTTP_PROXY: P }, 'HTTP_PROXY'],
  ['http://h', { ALL_PROXY: P }, 'ALL_PROXY'],
  ['https://h', { all_proxy: P, HTTP_PROXY: 'http://other' }, 'all_proxy'],
  ['http://h', { http_proxy: '', ALL_PROXY: P }, undefined],
  ['http://h', {}, undefined],
])('%s with %j uses %s', (address, env, variable) => {
  expect(proxyFromEnvironment(new URL(address), env)).toEqual(variable && { variable, url: P })
})

it('takes a proxy without a scheme as one of http', () => {
  expect(proxyFromEnvironment(new URL('http://h'), { HTTP_PROXY: ' p:3128 ' })?.url).toBe(P)
})

it.each<[list: string, exempt: readonly string[], proxied: readonly string[]]>([
  ['*', ['http://h', 'https://[::1]:8086'], []],
  ['none.invalid, *', ['http://h'], []],
  ['*:8086', ['http://h:8086'], ['http://h']],
  [
    'example.com',
    ['http://example.com', 'http://a.b.example.com', 'http://EXAMPLE.com.'],
    ['http://badexample.com', 'http://h'],
  ],
  ['.example.com', ['http://example.com', 'http://a.example.com'], ['http://badexample.com']],
  ['*.example.com', ['http://a.example.com'], ['http://example.com', 'http://badexample.com']],
  ['example.com.', ['http://example.com'], []],
  ['a example.com,b', ['http://a', 'http://b', 'http://example.com'], ['http://c']],
  ['h:8086', ['http://h:8086'], ['http://h:8087', 'http://h']],
  ['h:80', ['http://h'], ['https://h', 'http://h:8086']],
  ['h:443', ['https://h'], ['http://h']],
  ['127.0.0.1', ['http://127.0.0.1:8086'], ['http://127.0.0.2']],
  ['10.0.0.0/8', ['http://10.1.2.3:8086'], ['http://11.1.2.3', 'http://ten.example']],
  ['192.168.1.0/24:8086', ['http://192.168.1.7:8086'], ['http://192.168.1.7']],
  ['fd00::/8', ['http://[fd12::1]:8086'], ['http://[fe80::1]', 'http://10.1.2.3']],
  ['::1', ['http://[::1]:8086'], ['http://[::2]']],
  ['[::1]:8086', ['http://[::1]:8086'], ['http://[::1]']],
  ['10.0.0.0/x, 10.0.0.0/99, /8, :8086, ,', [], ['http://10.1.2.3:8086']],
])('NO_PROXY=%s exempts %j, and not %j', (NO_PROXY, exempt, proxied) => {
  const env = { ALL_PROXY: P, NO_PROXY }
  const isProxied = (address: string): boolean => proxyFromEnvironment(new URL(address), env)?.url === P
  expect(exempt.filter(isProxied)).toEqual([])
  expect(proxied.filter(isProxied)).toEqual(proxied)
})

it.each([
  [{ ALL_PROXY: 'socks5://p:1080' }, 'ALL_PROXY is a SOCKS proxy, which is not supported'],
  [{ http_proxy: 'ftp://p' }, 'http_proxy is not a URL'],
  [{ HTTP_PROXY: 'http://me:100%@p' }, 'Write a % in its password as %25'],
])('refuses %j when the client is created', (env, message) => {
  expect(() => planPool('http://h', 5, { proxy: 'environment' }, env)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(message) }),
  )
})

it('refuses a SOCKS proxy of the options alike', () => {
  expect(() => createClient({ url: 'http://h', proxy: 'socks5://me:geheim@p' })).toThrow('`proxy` is a SOCKS proxy')
})

it.each(['http://me:my-secret@proxy', 'me:my-secret@proxy:3128'])('the password of %s is a secret', (url) => {
  expect(proxySecrets('environment', { HTTP_PROXY: url })).toContain('my-secret')
})
