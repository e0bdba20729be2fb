import { createClient, retry } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { expect, it } from 'vitest'
import { FluxlineInstrumentation, observeWriter, openTelemetryHooks } from '../src/index.ts'
import { createRecorder } from './recorder.ts'

const token = 'my-secret-token'

it('records a request as a span, by the semantic conventions for databases', async () => {
  await using recorder = createRecorder()
  await using server = await startLoopback((_, response) => void response.writeHead(204).end())
  await using client = createClient({ url: server.url, token, org: 'acme', hooks: openTelemetryHooks(recorder) })
  const query = { org: 'acme', bucket: 'metrics' }
  await (await client.request({ method: 'POST', path: '/api/v2/write', query, body: 'm secret=1' })).text()
  const [span] = recorder.spans()
  expect(recorder.spans()).toHaveLength(1)
  expect(span).toMatchObject({
    name: 'write acme|metrics',
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
  })
  expect(span!.attributes).toEqual({
    [conventions.ATTR_DB_SYSTEM_NAME]: conventions.DB_SYSTEM_NAME_VALUE_INFLUXDB,
    [conventions.ATTR_DB_OPERATION_NAME]: 'write',
    [conventions.ATTR_DB_NAMESPACE]: 'acme|metrics',
    [conventions.ATTR_DB_RESPONSE_STATUS_CODE]: '204',
    [conventions.ATTR_SERVER_ADDRESS]: '127.0.0.1',
    [conventions.ATTR_SERVER_PORT]: Number(new URL(server.url).port),
    [conventions.ATTR_HTTP_REQUEST_BODY_SIZE]: 10,
    [conventions.ATTR_HTTP_RESPONSE_BODY_SIZE]: 0,
  })
  const [point] = await recorder.points(conventions.METRIC_DB_CLIENT_OPERATION_DURATION)
  expect(point).toMatchObject({ value: { count: 1 }, attributes: { [conventions.ATTR_DB_OPERATION_NAME]: 'write' } })
  expect(JSON.stringify([span!.attributes, point])).not.toContain('secret')
})

it('records a request whose address is hidden', async () => {
  await using recorder = createRecorder(true)
  await using server = await startLoopback((_, response) => void response.writeHead(204).end())
  const headers = { 'x-auth-request-redirect': server.url }
  await using client = createClient({ url: server.url, headers })
  await (await client.request({ method: 'GET', path: '/ping' })).text()
  const [span] = recorder.spans()
  expect(span).toMatchObject({ name: 'ping', attributes: { [conventions.ATTR_DB_OPERATION_NAME]: 'ping' } })
  expect(span!.attributes).not.toHaveProperty(conventions.ATTR_SERVER_ADDRESS)
})

it('makes a request the child of the span that is active', async () => {
  await using recorder = createRecorder(true)
  await using server = await startLoopback((_, response) => void response.end('hello'))
  await using client = createClient({ url: server.url, token })
  const tracer = recorder.tracerProvider.getTracer('program')
  const parent = await tracer.startActiveSpan('handler', async (parent) => {
    await (await client.request({ method: 'GET', path: '/ping' })).text()
    parent.end()
    return parent
  })
  const span = recorder.spans().find(({ name }) => name.startsWith('ping'))
  expect(span?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId)
})

it('records each attempt, and why one failed', async () => {
  await using recorder = createRecorder(true)
  let requests = 0
  await using server = await startLoopback((_, response) => void response.writeHead(requests++ === 0 ? 503 : 204).end())
  await using client = createClient({ url: server.url, token, retry: retry({ retryInterval: 1 }) })
  await (await client.request({ method: 'GET', path: '/api/v2/buckets' })).text()
  expect(recorder.spans().map(({ name, attributes, status }) => ({ name, attributes, status }))).toMatchObject([
    {
      name: expect.stringMatching(/^GET buckets 127\.0\.0\.1:\d+$/),
      attributes: { 'db.response.status_code': '503', 'error.type': '503' },
      status: { code: SpanStatusCode.ERROR },
    },
    { attributes: { 'db.response.status_code': '204', 'http.request.resend_count': 1 } },
  ])
})

it('keeps requests of several clients apart', async () => {
  await using recorder = createRecorder(true)
  await using server = await startLoopback(({ url }, response) => {
    setTimeout(() => response.end(url), url.endsWith('first') ? 50 : 1)
  })
  await using first = createClient({ url: server.url, token })
  await using second = createClient({ url: server.url, token })
  const text = async (client: typeof first, path: string): Promise<string> =>
    (await client.request({ method: 'GET', path })).text()
  await Promise.all([text(first, '/api/v2/first'), text(second, '/api/v2/second')])
  expect(recorder.spans().map(({ attributes }) => attributes['db.operation.name'])).toEqual(['GET second', 'GET first'])
})

it('records a request without a response with the code of its error', async () => {
  await using recorder = createRecorder()
  await using client = createClient({ url: 'http://127.0.0.1:9', token, hooks: openTelemetryHooks(recorder) })
  await expect(client.request({ method: 'POST', path: '/api/v2/query' })).rejects.toThrow('127.0.0.1')
  const [span] = recorder.spans()
  expect(span).toMatchObject({
    name: 'query 127.0.0.1:9',
    attributes: { 'error.type': 'FLUXLINE_CONNECTION' },
    status: { code: SpanStatusCode.ERROR, message: expect.stringContaining('127.0.0.1:9') },
  })
  expect(await recorder.points('db.client.operation.duration')).toMatchObject([
    { value: { count: 1 }, attributes: { 'error.type': 'FLUXLINE_CONNECTION' } },
  ])
})

it.each([
  ['POST', '/api/v2/write', 'write'],
  ['POST', '/api/v3/write_lp', 'write'],
  ['POST', '/write', 'write'],
  ['POST', '/api/v2/query', 'query'],
  ['POST', '/query', 'query'],
  ['POST', '/api/v3/query_sql', 'query'],
  ['POST', '/api/v2/delete', 'delete'],
  ['GET', '/health', 'health'],
  ['GET', '/api/v2/buckets/0123456789abcdef/labels', 'GET buckets'],
  ['DELETE', '/api/v3/configure/database', 'DELETE database'],
  ['GET', `/api/v2/${'x'.repeat(50)}`, 'GET'],
  ['GET', '/anything/else', 'GET'],
] as const)('calls %s %s %s: names are few', async (method, path, name) => {
  await using recorder = createRecorder()
  await using server = await startLoopback((_, response) => void response.end())
  await using client = createClient({ url: server.url, token, hooks: openTelemetryHooks(recorder) })
  await (await client.request({ method, path })).text()
  expect(recorder.spans()[0]?.attributes['db.operation.name']).toBe(name)
})

it('records nothing while it is disabled', async () => {
  await using recorder = createRecorder()
  await using server = await startLoopback((_, response) => void response.end())
  const instrumentation = new FluxlineInstrumentation({ enabled: false })
  await using client = createClient({ url: server.url, token })
  const ping = async (): Promise<string> => (await client.request({ method: 'GET', path: '/ping' })).text()
  await ping()
  instrumentation.setTracerProvider(recorder.tracerProvider)
  instrumentation.setMeterProvider(recorder.meterProvider)
  instrumentation.enable()
  await ping()
  instrumentation.disable()
  await ping()
  expect(recorder.spans()).toHaveLength(1)
  expect(instrumentation).toMatchObject({
    instrumentationName: '@fluxline/opentelemetry',
    instrumentationVersion: '0.0.0',
  })
})

it('holds no more than ten thousand spans of responses that nobody reads', async () => {
  await using recorder = createRecorder()
  const hooks = openTelemetryHooks(recorder)
  const target = { method: 'GET', url: 'http://localhost:8086/ping', path: '/ping', attempt: 1, requestBytes: 0 }
  for (let id = 1; id <= 10_005; id++) hooks.onRequest!({ id, ...target })
  expect(recorder.spans()).toHaveLength(5)
})

it('observes writers with the attributes of the call', async () => {
  await using recorder = createRecorder()
  const none = { lines: 0, bytes: 0 }
  const stats = { buffered: none, inFlight: none, retrying: none }
  const options = { meterProvider: recorder.meterProvider, attributes: { name: 'first' } }
  using observed = observeWriter({ stats }, options)
  options.attributes.name = 'second'
  options.attributes = { name: 'third' }
  const points = await recorder.points('fluxline.writer.pending.lines')
  expect(points.map(({ attributes }) => attributes['name'])).toEqual(['first', 'first', 'first'])
  expect(observed).toBeDefined()
})

it('records an error that cannot be read, of a transport of the caller', async () => {
  await using recorder = createRecorder()
  const hooks = openTelemetryHooks(recorder)
  const event = { id: 1, attempt: 1, method: 'GET', path: '/ping', url: 'http://localhost:8086/ping', durationMs: 1 }
  const error = {
    get code(): string {
      throw new Error('no code')
    },
  }
  hooks.onRequest?.(event as never)
  hooks.onError?.({ ...event, error } as never)
  expect(recorder.spans().map(({ attributes }) => attributes['error.type'])).toEqual(['Error'])
})
