/** What only Node can do, since elsewhere the platform decides about connections. */
export interface NodeOptions {
  /** Certificates, for addresses that begin with `https:`. */
  readonly tls?: TlsOptions | undefined
  /**
   * The address of an HTTP proxy, which may hold a user name and password; `'environment'` takes it from `HTTP_PROXY`,
   * `HTTPS_PROXY` and `NO_PROXY`. Requests to `https:` addresses go through a tunnel. @defaultValue none
   */
  readonly proxy?: string | ProxyOptions | undefined
  /** Connections at the same time; further requests wait, within the `connect` time-out. @defaultValue no bound */
  readonly connections?: number | undefined
  /** A dispatcher of undici 8 in place of our own, such as a `MockAgent`; closing it is left to you. */
  readonly dispatcher?: UndiciDispatcher | undefined
}

/** Whom to trust, and how to prove who we are; read and tried when the client is made. */
export interface TlsOptions {
  /** False takes any certificate, which leaves the connection open to anyone in between. @defaultValue true */
  readonly verify?: boolean | undefined
  /** Certificates to trust in place of the system's: PEM text, or the path of a file. */
  readonly ca?: string | readonly string[] | undefined
  /** The client's own certificate, with `key`: PEM text, or the path of a file. */
  readonly cert?: string | undefined
  /** The key of `cert`: PEM text, or the path of a file. */
  readonly key?: string | undefined
  /** Opens `key` where it is encrypted. */
  readonly passphrase?: string | undefined
}

/** An HTTP proxy. */
export interface ProxyOptions {
  readonly url: string
  /** Headers for the proxy. Those of tunnels reach only the proxy. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** For a proxy whose own address begins with `https:`. */
  readonly tls?: TlsOptions | undefined
  /** Goes through a tunnel to `http:` addresses too. @defaultValue false */
  readonly tunnel?: boolean | undefined
}

/** As much of undici's `Dispatcher` as tells it from other objects. */
export interface UndiciDispatcher {
  dispatch(options: never, handler: never): boolean
  close(): Promise<void>
}
