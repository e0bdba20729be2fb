import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { lookUpRemedy, remedies } from './remedies.ts'

/** Responses as servers and proxies give them: status, path, message, and a part of the remedy. */
const responses: readonly (readonly [status: number, path: string, message: string, remedy: string])[] = [
  [200, '/api/v2/write', '<html><title>Log in</title>', '`url` points to InfluxDB'],
  [400, '/api/v2/write', 'Client sent an HTTP request to an HTTPS server.', 'write https://'],
  [400, '/ping', '<html><title>400 The plain HTTP request was sent to HTTPS port</title>', 'write https://'],
  [503, '/api/v2/setup', '{"status":"starting"}', '`waitUntilReady`'],
  [403, '/api/v2/query', 'Flux query service disabled. Verify flux-enabled=true in the [http] section.', 'Flux is off'],
  [511, '/api/v2/write', '<html><title>Network login</title>', 'log-in'],
  [403, '/api/v2/write', '<html><title>Blocked</title>', 'firewall'],
  [520, '/api/v2/write', '<html><title>Web server is down</title>', 'Cloudflare'],
  [526, '/api/v2/write', 'error code: 526', 'Cloudflare'],
  [502, '/api/v2/write', '<html><title>502 Bad Gateway</title>', 'something in front of it'],
  [504, '/api/v2/query', '<html><title>504 Gateway Time-out</title>', 'something in front of it'],
  [401, '/api/v2/buckets', 'write:orgs/1/buckets is unauthorized', 'a token with this permission'],
  [403, '/api/v2/query', 'token is inactive', 'activate it'],
  [403, '/api/v2/query', 'User is inactive', 'was deleted'],
  [401, '/api/v2/query', 'unauthorized access', 'a valid token'],
  [401, '/query', 'unable to parse authentication credentials', 'basic('],
  [401, '/query', 'authorization failed', 'user name and password'],
  [403, '/api/v2/write', 'insufficient permissions for write', 'may not write to this bucket'],
  [403, '/write', '"reader" user is not authorized to write to database "main"', 'GRANT WRITE'],
  [403, '/query', 'nobody not authorized to execute statement, requires READ on main', 'GRANT WRITE'],
  [403, '/api/v2/tasks', 'forbidden', 'permissions'],
  [407, '/api/v2/write', '', 'password of the proxy'],
  [404, '/api/v2/write', 'bucket "nope" not found', 'name of the bucket'],
  [404, '/api/v2/query', 'failed to initialize execute state: could not find bucket "nope"', 'name of the bucket'],
  [404, '/api/v2/write', 'organization name "nope" not found', 'Check `org`'],
  [400, '/api/v2/write', 'Please provide either orgID or org', 'Pass `org`'],
  [400, '/api/v2/query', 'failed to decode request body: Please provide either orgID or org', 'Pass `org`'],
  [404, '/foo/api/v2/write', 'no assets included in binary', 'the path in `url`'],
  [404, '/api/v2/dbrps', 'invalid org "nope": organization not found', 'Check `org`'],
  [404, '/query', 'no dbrp mapping found', '`ensureDbrp`'],
  [404, '/api/v2/write', 'database not found: "nodb"', 'Create the database'],
  [500, '/api/v2/query', 'failed to initialize execute state: no database', 'Create the database'],
  [500, '/api/v2/write', 'retention policy not found: nope', '{ database, retentionPolicy }'],
  [
    404,
    '/api/v2/write',
    'bucket name "" is missing a slash; not in "database/retention-policy" format',
    '{ database }',
  ],
  [422, '/api/v2/setup', 'onboarding has already been completed', 'set up already'],
  [422, '/api/v2/buckets', 'bucket with name b already exists', 'Use the one that exists'],
  [400, '/api/v2/buckets/x', 'id must have a length of 16 bytes', '16 hex digits'],
  [404, '/api/v2/write', 'not here', 'may read them'],
  [405, '/api/v2/write', '', 'does not allow the method'],
  [
    422,
    '/api/v2/write',
    'failure writing points to database: partial write: field type conflict: input field "f" on measurement "m" is type string, already exists as type float dropped=1',
    'under another name',
  ],
  [
    400,
    '/api/v3/write_lp',
    "invalid column type for column 'f', expected iox::column_type::field::float",
    'under another',
  ],
  [422, '/api/v2/write', 'partial write: points beyond retention policy dropped=4', 'older than the bucket keeps'],
  [400, '/write', 'partial write: max-values-per-tag limit exceeded (100000/100000)', 'as fields instead of tags'],
  [429, '/api/v2/write', 'max series cardinality exceeded', 'as fields instead of tags'],
  [400, '/api/v2/write', "unable to parse 'm v=1 9999999999999999999': time outside range", '`precision`'],
  [400, '/api/v2/write', "unable to parse 'm,t=a': missing fields", 'A line needs a field'],
  [400, '/api/v2/write', "unable to parse 'm v=abc': invalid boolean", 'double quotes'],
  [400, '/api/v2/write', "unable to parse 'm v=1x': invalid number", 'double quotes'],
  [400, '/api/v2/write', "unable to parse 'm v=1 1.5': bad timestamp", 'whole number'],
  [400, '/api/v2/write', "unable to parse 'm,t= v=1': missing tag value", 'A tag needs a name and a value'],
  [400, '/api/v2/write', `unable to parse 'm v="1': unbalanced quotes`, 'need a backslash'],
  [400, '/api/v2/write', "unable to parse 'm,a=1,a=2 v=1': duplicate tags", 'each tag once'],
  [400, '/api/v2/write', "unable to parse 'm v': invalid field format", 'Write points'],
  [400, '/api/v2/write', 'write buffer error: parsing for line protocol failed', 'Write points'],
  [422, '/api/v2/write', 'partial write: something new dropped=1', 'stored the other lines'],
  [413, '/api/v2/write', '<html><title>413 Request Entity Too Large</title>', 'client_max_body_size'],
  [500, '/api/v3/write_lp', 'max request size (400 bytes) exceeded', 'fewer lines'],
  [422, '/write', 'Adding a new database would exceed limit of 5 databases', 'Delete a database'],
  [400, '/api/v2/write', 'gzip: invalid header', '`gzip: false`'],
  [415, '/api/v2/write', '', '`gzip: false`'],
  [400, '/api/v2/query', 'error in building plan: cannot submit unbounded read to "b"', 'range(start'],
  [
    400,
    '/api/v2/query',
    'error in building plan while starting program: cannot query an empty range',
    '`start` must be',
  ],
  [400, '/api/v2/query', 'error @1:1-1:2: undefined identifier x', 'Check the spelling'],
  [
    400,
    '/api/v2/query',
    'runtime error @1:57-1:64: group: schema collision detected: column "_value" is both of type float and int',
    'toFloat()',
  ],
  [400, '/api/v2/query', 'runtime error: mean: unsupported input type for mean aggregate: string', 'takes numbers'],
  [400, '/api/v2/query', 'runtime error: sum: column "_value" does not exist', 'pivot'],
  [400, '/api/v2/query', 'memory allocation limit reached: limit 10000000 bytes', 'a shorter range()'],
  [429, '/api/v2/query', 'queue length exceeded', 'fewer queries at once'],
  [500, '/api/v2/query', 'context deadline exceeded', 'stopped the query'],
  [400, '/query', 'failed to parse query: missing parameter: host', '`params`'],
  [500, '/api/v2/query', 'compilation failed: error @1:1-1:6: expected RPAREN, got EOF', 'at the named place'],
  [400, '/query', 'error parsing query: found SELEC, expected SELECT at line 1, char 1', 'at the named place'],
  [429, '/api/v2/write', 'org 1 has exceeded limit_rate: exceeded limit of writes', 'of your plan'],
  [503, '/api/v2/write', 'engine: cache-max-memory-size exceeded: (1/1)', 'faster than it can store'],
  [500, '/api/v2/write', 'write wal: no space left on device', 'disk of the server is full'],
  [500, '/api/v2/write', 'open wal: too many open files', 'open files'],
  [500, '/api/v2/write', 'unexpected error writing points to database: engine is closed', 'is stopping'],
  [500, '/api/v2/write', 'unexpected error writing points to database: timeout', 'may have stored them'],
  [408, '/api/v2/write', '', 'too slow'],
  [431, '/api/v2/write', '', 'headers are too long'],
  [414, '/api/v2/query', '', 'too long'],
  [429, '/api/v2/write', '', 'Send less, or wait'],
  [502, '/api/v2/write', 'bad gateway', 'could not reach InfluxDB'],
  [503, '/api/v2/write', 'no healthy upstream', 'not ready'],
  [504, '/api/v2/query', 'upstream request timeout', 'waited too long'],
  [500, '/api/v2/tasks', 'An internal error has occurred', 'the log of the server'],
]

/** Failures without a response, as undici, OpenSSL and the system report them, and a part of the remedy. */
const failures: readonly (readonly [failure: string, remedy: string])[] = [
  ['timeout connect /api/v2/write', '`timeout.connect`'],
  ['timeout firstByte /api/v2/query', 'the query shorter'],
  ['timeout firstByte /api/v2/write', 'fewer lines'],
  ['PROXY_ECONNREFUSED the proxy p:3128: connect ECONNREFUSED 10.0.0.1:3128', 'that the proxy is running'],
  ['UND_ERR_ABORTED Proxy response (407) !== 200 when HTTP Tunneling', 'password of the proxy'],
  ['UND_ERR_ABORTED Proxy response (503) !== 200 when HTTP Tunneling', 'may connect to the server'],
  ['UND_ERR_ABORTED Proxy response (403) !== 200 when HTTP Tunneling', 'may connect to the server'],
  ['EPROTO error:0A00010B:SSL routines:ssl3_get_record:wrong version number:s3.c:1:', 'http:// or https://'],
  ['EPROTO error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:rec.c:1:', '`tls.cert` and `tls.key`'],
  ['EPROTO error:0A:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:rec.c:1:', '`tls.cert`'],
  ['EPROTO error:0A:SSL routines:tls_process:unsupported protocol:s.c:1:', 'TLS versions'],
  ['ECONNRESET Client network socket disconnected before secure TLS connection (closed)', 'client certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate', '`tls: { ca }`'],
  ['SELF_SIGNED_CERT_IN_CHAIN self-signed certificate in certificate chain', '--use-system-ca'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE unable to verify the first certificate', '`tls: { ca }`'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY unable to get local issuer certificate', '`tls: { ca }`'],
  ['CERT_HAS_EXPIRED certificate has expired', 'Renew the certificate'],
  ['CERT_NOT_YET_VALID certificate is not yet valid', 'clock'],
  ["ERR_TLS_CERT_ALTNAME_INVALID Hostname/IP does not match certificate's altnames", 'other names'],
  ['ECONNREFUSED connect ECONNREFUSED ::1:8086', '127.0.0.1'],
  ['ECONNREFUSED connect ECONNREFUSED 127.0.0.1:8086', 'Nothing listens there'],
  ['ENOTFOUND getaddrinfo ENOTFOUND influx', 'name of the host'],
  ['EAI_AGAIN getaddrinfo EAI_AGAIN influx', 'name server'],
  ['EHOSTUNREACH connect EHOSTUNREACH 10.0.0.1:8086', 'cannot be reached'],
  ['ENETUNREACH connect ENETUNREACH fd00::1:8086', 'cannot be reached'],
  ['ETIMEDOUT connect ETIMEDOUT 10.0.0.1:8086', 'firewall'],
  ['EACCES connect EACCES 10.0.0.1:8086', 'does not allow'],
  ['EADDRNOTAVAIL connect EADDRNOTAVAIL 127.0.0.1:8086', 'free port'],
  ['EMFILE connect EMFILE', 'open files'],
  ['HPE_HEADER_OVERFLOW Header overflow', 'headers of the response are too long'],
  ['UND_ERR_HEADERS_OVERFLOW Headers Overflow Error', 'headers of the response are too long'],
  ['HPE_INVALID_CONSTANT Expected HTTP/, RTSP/ or ICE/', 'not HTTP'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH Response body length does not match', 'changed the body'],
  ['Z_DATA_ERROR incorrect header check', 'damaged'],
  ['UND_ERR_DESTROYED The client is destroyed', '`dispatcher`'],
  ['UND_ERR_INVALID_ARG invalid x-key header', 'Check the headers'],
  ['ECONNRESET read ECONNRESET', 'closed the connection'],
  ['UND_ERR_SOCKET other side closed', 'closed the connection'],
]

let loopback: Loopback
let next: { readonly status: number; readonly body: string }
beforeAll(async () => {
  loopback = await startLoopback((_, response) => void response.writeHead(next.status).end(next.body))
})
afterAll(() => loopback.close())

async function failureOf(path: string, token: string | undefined): Promise<Error> {
  await using client = createClient({ url: loopback.url, token })
  const failure = client.request({ method: 'POST', path, successStatus: 204 })
  return failure.then(
    () => new Error('It did not fail.'),
    (error: Error) => error,
  )
}

describe('the error of a response says what to do:', () => {
  it.each(responses)('%d of %s, %s', async (status, path, message, remedy) => {
    const isPlain = /^[<{]/.test(message) || message === ''
    next = { status, body: isPlain ? message : JSON.stringify({ code: 'invalid', message }) }
    const error = await failureOf(path, 't')
    expect(error.message).toContain(remedy)
    // One remedy, and no full stop after it.
    expect(error.message).not.toMatch(/\.$|\.\./)
  })
})

it('the error of a request without credentials says that none were sent', async () => {
  next = { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' }
  expect((await failureOf('/api/v2/query', undefined)).message).toContain('No token was sent')
  expect((await failureOf('/api/v2/query', 't')).message).not.toContain('No token was sent')
})

it.each(failures)('the remedy of %s', (failure, remedy) => {
  expect(lookUpRemedy(failure)?.remedy).toContain(remedy)
})

it('each remedy has a case, and no full stop at its end', () => {
  const texts = [
    ...responses.map(([status, path, message]) => `${status} ${path} ${pageOf(message)}`),
    '401 anonymous /api/v2/query unauthorized access',
    ...failures.map(([failure]) => failure),
  ]
  const used = new Set(texts.map((text) => remedies.find(([pattern]) => pattern.test(text))))
  expect(remedies.filter((remedy) => !used.has(remedy))).toEqual([])
  expect(remedies.filter(([, remedy]) => /[.\s]$/.test(remedy))).toEqual([])
  expect(remedies.length).toBeGreaterThan(50)
})

/** As errors describe a page. */
function pageOf(message: string): string {
  return message.replace(/^<html><title>(.*)<\/title>$/, 'an HTML page, "$1"')
}
