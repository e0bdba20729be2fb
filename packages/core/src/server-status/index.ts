/**
 * For fluxline's own packages. Not documented for use elsewhere.
 * @packageDocumentation
 */
export { knownServer, serverOf } from './known-server.ts'
export type { AnyClient } from './known-server.ts'
export { explainMissing, notOnThisServer } from './not-on-this-server.ts'
export type { Feature } from './not-on-this-server.ts'
export type { ServerInfo } from './ping-server.ts'
export { explainRefusedLines } from '../http/explain-refused-lines.ts'
// What their signatures name.
export type {
  Client,
  ClientResponse,
  GzipOptions,
  Org,
  QueryValue,
  RequestSpec,
  ServerChoice,
} from '../client/client.ts'
export type { FluxlineErrorCode, HttpError, HttpErrorResponse, NotOnThisServerError, ShownHeaders } from '../errors.ts'
export type { CallTarget } from '../transport/call-target.ts'
export type { Timeout, Timeouts } from '../transport/timeout.ts'
export type { Pinged } from './ping-server.ts'
