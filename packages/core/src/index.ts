export { basic } from './basic.ts'
export type { Password } from './basic.ts'
export type { Client, ClientResponse, GzipOptions, Org, QueryValue, RequestSpec } from './client.ts'
export { createClient } from './create-client.ts'
export type { ClientOptions } from './create-client.ts'
export { renewable } from './credentials.ts'
export type { Authentication, CredentialHeaders, Credentials, Token } from './credentials.ts'
export {
  AbortError,
  ClosedError,
  ConnectionError,
  HttpError,
  isHttpError,
  isInfluxDBError,
  NotOnThisServerError,
  OptionError,
  PartialWriteError,
  TimeoutError,
} from './errors.ts'
export type { HttpErrorResponse, InfluxDBError, RefusedLines, RejectedLine, TimeoutPhase } from './errors.ts'
export { Gates, gatesOf } from './gates.ts'
export type { Target } from './gates.ts'
export { logTo } from './log-to.ts'
export { observe } from './observe.ts'
export type { EndEvent, ErrorEvent, Hooks, Observer, RequestEvent, ResponseEvent, RetryEvent } from './observe.ts'
export type { TransportOptions } from './platform/platform.ts'
export { defaultRetryOptions, retry } from './retry.ts'
export type { RetriedCall, Retry, RetryOptions } from './retry.ts'
export { parseRetryAfter } from './retry-after.ts'
export { retryDelay } from './retry-delay.ts'
export type { RetrySchedule, RetryState } from './retry-delay.ts'
export { build, health, ping, ready, version } from './server.ts'
export type { CheckOptions, Health, Ready } from './server.ts'
export { session } from './session.ts'
export { isOnboarded, setup } from './setup.ts'
export type { SetupOptions, SetupResult } from './setup.ts'
export { defaultTimeout } from './timeout.ts'
export type { Timeout, Timeouts } from './timeout.ts'
export type { NodeOptions, ProxyOptions, TlsOptions, UndiciDispatcher } from './transport/node-options.ts'
export type { CallId, Transport, TransportRequest, TransportResponse } from './transport/transport.ts'
export { lines } from './writable.ts'
export type { LineOptions, LinesWritable, LineWritable, Precision, Writable, WriteInput } from './writable.ts'
export { write } from './write.ts'
export type { WriteOptions } from './write.ts'
