/**
 * Options for `createClient` of `@fluxline/core`, from a configuration. Options that are not configured are absent.
 *
 * `console.log` and JSON do not show its secrets. A copy, such as `{ ...config }`, shows them.
 */
export interface Config {
  /** Address of InfluxDB. */
  readonly url: string
  /** An API token. */
  readonly token?: string
  /** Organization of requests that do not name one: a name or an ID. */
  readonly org?: string
  /** Milliseconds for connecting, for the first byte, and for each pause between bytes. */
  readonly timeout?: number
  /** Whether to compress writes. */
  readonly gzip?: boolean
  /** Headers of every request. `auth_basic` adds one. */
  readonly headers?: Readonly<Record<string, string>>
  /** Tags for every point that does not have them. */
  readonly defaultTags?: Readonly<Record<string, string>>
  /** Maximum connections. */
  readonly connections?: number
  /** Address of an HTTP proxy. */
  readonly proxy?: string
  /** Certificates: paths of PEM files, or PEM text. */
  readonly tls?: {
    readonly verify?: boolean
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly passphrase?: string
  }
  /** User who signs in instead of a token: for `session(…)` of `@fluxline/core`. */
  readonly user?: { readonly username: string; readonly password: string }
  /** What the server measures of every query: the query, or each operator. */
  readonly profilers?: readonly ('query' | 'operator')[]
}

/** Options that take precedence over the configuration. `undefined` keeps the configured value. */
export type Overrides = { readonly [Name in keyof Config]?: Config[Name] | undefined }

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>
