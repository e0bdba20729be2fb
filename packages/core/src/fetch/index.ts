/**
 * The whole of `@fluxline/core` over the global `fetch`, without undici: for functions on Node whose size counts.
 * @packageDocumentation
 */
export { basic } from '../auth/basic.ts'
export type { Password } from '../auth/basic.ts'
export { bearer } from '../auth/bearer.ts'
export type {
  BucketChoice,
  Client,
  ClientResponse,
  DatabaseChoice,
  GzipOptions,
  Org,
  QueryValue,
  RequestSpec,
  ServerChoice,
} from '../client/client.ts'
export { createClient } from './create-client.ts'
export type { ClientOptions } from '../client/client-options.ts'
export type { Authentication, CredentialHeaders, Credentials, Token } from '../auth/credentials.ts'
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
} from '../errors.ts'
export type {
  FluxlineErrorCode,
  HttpErrorResponse,
  InfluxDBError,
  OptionErrorDetails,
  RefusedLines,
  RejectedLine,
  ShownHeaders,
  TimeoutPhase,
} from '../errors.ts'
export { logTo } from '../observe/log-to.ts'
export type { LogOptions } from '../observe/log-to.ts'
export type { EndEvent, ErrorEvent, Hooks, RequestEvent, ResponseEvent, RetryEvent } from '../observe/hooks.ts'
export type { CallTarget } from '../transport/call-target.ts'
export type { TransportOptions } from '../platform/platform.ts'
export { defaultRetryOptions, retry } from '../retry/retry.ts'
export type { RetriedCall, Retry, RetryOptions } from '../retry/retry.ts'
export { build, health, ping, ready, version } from '../server-status/server-status.ts'
export type { CheckOptions, Health, Ready } from '../server-status/server-status.ts'
export { serverInfo } from '../server-status/server-info.ts'
export type { ServerInfo } from '../server-status/server-info.ts'
export { session } from '../auth/session.ts'
export { waitUntilReady } from '../server-status/wait-until-ready.ts'
export type { WaitUntilReadyOptions } from '../server-status/wait-until-ready.ts'
export { isOnboarded, setup } from '../server-status/setup.ts'
export type { SetupOptions, SetupResult } from '../server-status/setup.ts'
export { defaultTimeout } from '../transport/timeout.ts'
export type { Timeout, Timeouts } from '../transport/timeout.ts'
export type { NodeOptions, ProxyOptions, TlsOptions, UndiciDispatcher } from '../pool/node-options.ts'
export type {
  Caller,
  CallId,
  ResolvedTimeouts,
  Transport,
  TransportRequest,
  TransportResponse,
} from '../transport/transport.ts'
export type { Time } from '@fluxline/internal/nanoseconds'
export { lines } from '../write/write-input.ts'
export type {
  LineContext,
  LinesContext,
  LinesWritable,
  LineWritable,
  Precision,
  Writable,
  WriteInput,
} from '../write/write-input.ts'
export { write } from '../write/write.ts'
export type { WriteOptions } from '../write/write.ts'
