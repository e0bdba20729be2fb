export type { Client, ClientResponse, GzipOptions, QueryValue, RequestSpec } from './client.ts'
export { createClient } from './create-client.ts'
export type { ClientOptions } from './create-client.ts'
export { basic } from './credentials.ts'
export type { Credentials, Token } from './credentials.ts'
export {
  AbortError,
  ClosedError,
  ConnectionError,
  HttpError,
  isHttpError,
  isInfluxDBError,
  OptionError,
  PartialWriteError,
  TimeoutError,
} from './errors.ts'
export type { HttpErrorResponse, InfluxDBError, RefusedLines, RejectedLine, TimeoutPhase } from './errors.ts'
export { parseRetryAfter } from './retry-after.ts'
export { build, health, ping, ready, version } from './server.ts'
export type { CheckOptions, Health, Ready } from './server.ts'
export { defaultTimeout } from './timeout.ts'
export type { Timeout, Timeouts } from './timeout.ts'
export type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts'
export { lines } from './writable.ts'
export type { LineOptions, LinesWritable, LineWritable, Precision, Writable, WriteInput } from './writable.ts'
export { write } from './write.ts'
export type { WriteOptions } from './write.ts'
