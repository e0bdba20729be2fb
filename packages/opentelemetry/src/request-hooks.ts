import type { EndEvent, ErrorEvent, Hooks, RequestEvent } from '@fluxline/core'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Attributes, Span } from '@opentelemetry/api'
import { attributesOf } from './operation.ts'
import { meterOf, tracerOf } from './options.ts'
import type { TelemetryOptions } from './options.ts'

/** The bounds that the semantic conventions give for `db.client.operation.duration`, in seconds. */
const DURATION_BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
/** A response that is neither read nor left never ends its span. */
const MAX_OPEN_SPANS = 10_000

interface OpenSpan {
  readonly span: Span
  readonly attributes: Attributes
}

/**
 * Returns hooks that record each request of a client: a span and the histogram `db.client.operation.duration`, by
 * OpenTelemetry's semantic conventions for database clients.
 *
 * A span lasts until the response has been read or left. Its parent is the span that is active at the request. Each attempt
 * of a retried call has a span. Queries, lines, headers and tokens are not recorded.
 *
 * On Node, Deno and Bun {@link FluxlineInstrumentation} does this for all clients of the process; these hooks are for other
 * runtimes, and for one client alone.
 */
export function openTelemetryHooks(options: TelemetryOptions = {}): Hooks {
  const tracer = tracerOf(options)
  const duration = meterOf(options).createHistogram('db.client.operation.duration', {
    description: 'Duration of database client operations.',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BOUNDS },
  })
  const open = new Map<string, OpenSpan>()

  function start(event: RequestEvent): void {
    const attributes = attributesOf(event)
    const span = tracer.startSpan(spanName(attributes), {
      kind: SpanKind.CLIENT,
      attributes: {
        ...attributes,
        ...(event.attempt > 1 && { 'http.request.resend_count': event.attempt - 1 }),
        ...(event.requestBytes !== undefined && { 'http.request.body.size': event.requestBytes }),
      },
    })
    open.set(keyOf(event), { span, attributes })
    if (open.size > MAX_OPEN_SPANS) forgetOldest(open)
  }

  function end(event: EndEvent | ErrorEvent, result: Attributes, message?: string): void {
    const key = keyOf(event)
    const { span, attributes = attributesOf(event) } = open.get(key) ?? {}
    open.delete(key)
    duration.record(event.durationMs / 1000, { ...attributes, ...result })
    if (!span) return
    span.setAttributes(result)
    if ('responseBytes' in event) span.setAttribute('http.response.body.size', event.responseBytes)
    if ('error.type' in result) span.setStatus({ code: SpanStatusCode.ERROR, ...(message && { message }) })
    span.end()
  }

  return {
    onRequest: start,
    onEnd(event) {
      const status = String(event.status)
      end(event, { 'db.response.status_code': status, ...(event.status >= 400 && { 'error.type': status }) })
    },
    onError(event) {
      const { type, message } = describeError(event.error)
      end(event, { 'error.type': type }, message)
    },
  }
}

/** Describes any error, also one of a transport of the caller. It never throws: Node would end the process. */
function describeError(error: unknown): { type: string; message?: string } {
  try {
    const { code, name, message } = Object(error) as Record<string, unknown>
    const type = [code, name].find((text) => typeof text === 'string') ?? 'Error'
    return { type, ...(typeof message === 'string' && { message }) }
  } catch {
    return { type: 'Error' }
  }
}

/** `write acme|metrics`, as the conventions put a name together. */
function spanName(attributes: Attributes): string {
  const { 'server.address': address, 'server.port': port, 'db.namespace': namespace } = attributes
  const server = address === undefined ? undefined : `${address as string}:${port as number}`
  return [attributes['db.operation.name'], namespace ?? server].filter(Boolean).join(' ')
}

/** The requests of one call, its attempts and redirects, follow one another. */
function keyOf({ id, attempt }: RequestEvent): string {
  return `${id}.${attempt}`
}

function forgetOldest(open: Map<string, OpenSpan>): void {
  const [oldest] = open
  if (!oldest) return
  oldest[1].span.end()
  open.delete(oldest[0])
}
