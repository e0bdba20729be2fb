import type { OptionNames } from '@fluxline/internal/options'
import type { Authentication, Token } from '../auth/credentials.ts'
import type { Hooks } from '../observe/hooks.ts'
import type { TransportOptions } from '../platform/platform.ts'
import type { Retry } from '../retry/retry.ts'
import type { Timeout } from '../transport/timeout.ts'
import type { Transport } from '../transport/transport.ts'
import type { GzipOptions, Org, RequestSpec, ServerChoice } from './client.ts'

/** How to reach one InfluxDB, and the defaults of its requests. */
export interface ClientOptions extends TransportOptions {
  /**
   * The server's address, such as `http://localhost:8086`; a path prefix is kept. `/api/v2` at its end is removed, with a
   * process warning on Node.
   */
  url: string | URL
  /** An API token, or a function that returns one. The client calls it again once if the server refuses the token. */
  token?: Token | undefined
  /** Credentials instead of `token`: `session({ username, password })` or `basic({ username, password })`. */
  auth?: Authentication | undefined
  /** The default organization of requests: a name, an ID, `{ name }` or `{ id }`. */
  org?: Org | undefined
  /** Which InfluxDB the server is, so that calls need not find it out. @defaultValue 'auto' */
  server?: ServerChoice | undefined
  /** Milliseconds for connecting, the first byte and each pause between bytes, or each by name. @defaultValue 10000 */
  timeout?: Timeout | undefined
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The name and version of your application, appended to `User-Agent`. */
  userAgent?: string | undefined
  /** Compresses writes. @defaultValue false */
  gzip?: boolean | GzipOptions | undefined
  /** Tags for every point that does not have them. In a value, `${env.NAME}` is a variable of the process, on Node, Deno and Bun. */
  defaultTags?: Readonly<Record<string, string>> | undefined
  /** Retry policy of all requests but those of batch writers, which have their own options: `retry()`. @defaultValue none */
  retry?: Retry | undefined
  /** Callbacks for every request, response, retry and error: `{ onRequest(event) { … } }`. To debug, `logTo(console.error)`. */
  hooks?: Hooks | readonly Hooks[] | undefined
  /** Sends the requests, instead of undici on Node and `fetch` elsewhere. */
  transport?: Transport | undefined
}

/** A client's options, and what each may be; the compiler keeps it complete. */
export const knownClientOptions: Readonly<Record<string, string | true>> = {
  url: true,
  token: 'a string or a function',
  auth: 'a function, such as session({ … })',
  org: 'a string or an object',
  timeout: 'a number or an object',
  server: true,
  headers: 'an object',
  userAgent: 'a string',
  gzip: 'a boolean or an object',
  defaultTags: 'an object',
  retry: 'a function, such as retry()',
  hooks: 'an object or an array',
  transport: 'an object',
  fetch: 'a function',
  tls: 'an object',
  proxy: 'a string or an object',
  connections: 'a number',
  dispatcher: 'an object',
} satisfies OptionNames<ClientOptions>

/** The members of a request, and what each may be. */
export const knownRequestMembers: OptionNames<RequestSpec> = {
  method: 'a string',
  path: 'a string',
  query: 'an object',
  headers: 'an object',
  body: 'a string or an object',
  gzip: 'a boolean or an object',
  idempotent: 'a boolean',
  secrets: 'an array',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
  successStatus: 'a number',
}
