import { expect, it } from 'vitest'
import { InfluxDBClient } from './index.ts'
import { renamedOptions } from './renamed-options.ts'

const url = 'http://localhost:8086'
const rows: readonly [theirs: string, ours: string][] = [
  ['transportOptions', 'of @influxdata/influxdb-client is called "dispatcher or tls" here.'],
  ['proxyUrl', 'of @influxdata/influxdb-client is called "proxy" here.'],
  ['writeOptions', 'of @influxdata/influxdb-client is called "batchWriter({ … })" here.'],
  ['type', 'is not needed: queries are always Flux.'],
  ['verify_ssl', 'of the Python client is called "tls: { verify }" here.'],
  ['ssl_ca_cert', 'of the Python client is called "tls: { ca }" here.'],
  ['cert_file', 'of the Python client is called "tls: { cert }" here.'],
  ['cert_key_file', 'of the Python client is called "tls: { key }" here.'],
  ['cert_key_password', 'of the Python client is called "tls: { passphrase }" here.'],
  ['proxy_headers', 'of the Python client is called "proxy: { headers }" here.'],
  ['connection_pool_maxsize', 'of the Python client is called "connections" here.'],
  ['enable_gzip', 'of the Python client is called "gzip" here.'],
  ['default_tags', 'of the Python client is called "defaultTags" here.'],
  ['auth_basic', 'of the Python client is called "auth: basic({ username, password })" here.'],
  ['username', 'of the Python client is called "auth: session({ username, password })" here.'],
  ['password', 'of the Python client is called "auth: session({ username, password })" here.'],
  ['debug', 'of the Python client is called "hooks: logTo(print)" here.'],
  ['retries', 'of the Python client is called "retry: retry()" here.'],
]

function errorOf(options: object): unknown {
  try {
    return new InfluxDBClient(options as never)
  } catch (error) {
    return error
  }
}

it.each(rows)('names the new option for %s', (theirs, ours) => {
  expect(errorOf({ url, [theirs]: undefined })).toMatchObject({
    code: 'FLUXLINE_OPTION',
    option: theirs,
    message: `InfluxDBClient: "${theirs}" ${ours}`,
  })
})

it('has a row above for every renamed option', () => {
  expect(rows.map(([theirs]) => theirs).sort()).toEqual(Object.keys(renamedOptions).sort())
})

it('suggests the nearest option for an unknown one', () => {
  expect(errorOf({ url, tokn: 't' })).toMatchObject({
    code: 'FLUXLINE_OPTION',
    message: 'InfluxDBClient: unknown option "tokn". Did you mean "token"?',
  })
})

it.each([undefined, null, 5, [url]])('says that options are an object, not %j', (options) => {
  expect(errorOf(options as never)).toMatchObject({
    code: 'FLUXLINE_OPTION',
    message: "InfluxDBClient takes options as an object: { url: 'http://localhost:8086' }.",
  })
})

it('requires a URL', () => {
  expect(errorOf({})).toMatchObject({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('url') })
})
