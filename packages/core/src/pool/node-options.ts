import type { OptionNames } from '@fluxline/internal/options'
/** Options that only Node supports; other platforms manage connections themselves. */
export interface NodeOptions {
  /** Certificates, for addresses that begin with `https:`. */
  readonly tls?: TlsOptions | undefined
  /**
   * The URL of an HTTP proxy, which may contain a user name and password. `'environment'` takes it from `HTTP_PROXY`,
   * `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`. Requests to `https:` addresses use a tunnel. @defaultValue none
   */
  readonly proxy?: string | ProxyOptions | undefined
  /**
   * Maximum connections; further requests wait in order. The time-out `connect` ends the wait if none of them gets a connection
   * for that long. @defaultValue 100
   */
  readonly connections?: number | undefined
  /** An undici 8 dispatcher to use instead of the built-in one, such as a `MockAgent`. You close it. */
  readonly dispatcher?: UndiciDispatcher | undefined
}

/** Trusted and own certificates; read and checked when the client is created. */
export interface TlsOptions {
  /** False accepts any certificate, which opens the connection to attackers. @defaultValue true */
  readonly verify?: boolean | undefined
  /** Certificates to trust instead of the system's: PEM text, or the path of a file. */
  readonly ca?: string | readonly string[] | undefined
  /** The client's certificate, with `key`: PEM text, or the path of a file. */
  readonly cert?: string | undefined
  /** The key of `cert`: PEM text, or the path of a file. */
  readonly key?: string | undefined
  /** Decrypts `key`. */
  readonly passphrase?: string | undefined
}

/** The known members of {@link TlsOptions}; the compiler keeps it complete. */
export const knownTlsOptions: OptionNames<TlsOptions> = {
  verify: 'a boolean',
  ca: 'a string or an array',
  cert: 'a string',
  key: 'a string',
  passphrase: 'a string',
}

/** An HTTP proxy. */
export interface ProxyOptions {
  readonly url: string
  /** Headers for the proxy. Those of a tunnel reach only the proxy. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** For a proxy whose own address begins with `https:`. */
  readonly tls?: TlsOptions | undefined
  /** Uses a tunnel for `http:` addresses too. @defaultValue false */
  readonly tunnel?: boolean | undefined
}

/** The known members of {@link ProxyOptions}; the compiler keeps it complete. */
export const knownProxyOptions: OptionNames<ProxyOptions> = {
  url: 'a string',
  headers: 'an object',
  tls: 'an object',
  tunnel: 'a boolean',
}

/** The members of undici's `Dispatcher` that tell it from other objects. */
export interface UndiciDispatcher {
  dispatch(options: never, handler: never): boolean
  close(): Promise<void>
}

/** Returns what no error may show of a proxy: its user's password, and the values of its headers. */
export function proxySecrets(proxy: NodeOptions['proxy'], env: Readonly<Record<string, string | undefined>>): string[] {
  const { url = '', headers = {} }: Partial<ProxyOptions> = typeof proxy === 'string' ? { url: proxy } : { ...proxy }
  const urls =
    url === 'environment'
      ? Object.keys(env).map((name) => (/^(https?|all)_proxy$/i.test(name) && env[name]) || '')
      : [url]
  const users = urls.map((each) => decoded(/(?:\/\/|^)([^/]*)@/.exec(each)?.[1] ?? ''))
  const values = Object.values(headers)
  return [
    ...users,
    ...users.map((user) => user.replace(/.*?:/, '')),
    ...values,
    ...values.map((value) => value.replace(/^\w+ +/, '')),
  ]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
