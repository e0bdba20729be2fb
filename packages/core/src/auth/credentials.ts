import type { ClientResponse, RequestSpec } from '../client/client.ts'
import { OptionError } from '../errors.ts'

/** Headers that authenticate a request. */
export type CredentialHeaders = Readonly<Record<string, string>>

/** Authenticates requests to InfluxDB, or to a proxy in front of it. */
export interface Credentials {
  /** Returns the headers to send; called before every request. */
  headers(): CredentialHeaders | Promise<CredentialHeaders>
  /**
   * Called once in a call if the server returned 401 to these headers. The client then asks for headers again, and repeats
   * the request.
   */
  renew?(refused: CredentialHeaders): void
  /** What no error may show besides these headers, such as the password that they were obtained by. */
  readonly secrets?: readonly string[] | undefined
  /** Ends what was obtained, such as a session, before the client's connections are closed. */
  close?(): Promise<void>
}

/** Creates the credentials of one client; `send` sends a request of that client, without credentials. */
export type Authentication = (send: (spec: RequestSpec) => Promise<ClientResponse>) => Credentials

/** A token, or a function that returns one: called on first use, and once more if the server refuses the token. */
export type Token = string | (() => string | Promise<string>)

/** Credentials that one caller obtains for all, on first use and after a refusal. */
export function renewable(obtain: () => Promise<CredentialHeaders>): Required<Pick<Credentials, 'headers' | 'renew'>> {
  let current: Promise<CredentialHeaders> | undefined
  let latest: CredentialHeaders | undefined
  return {
    headers() {
      current ??= obtain().then(
        (headers) => (latest = headers),
        (error: unknown) => {
          current = undefined
          throw error
        },
      )
      return current
    },
    renew(refused) {
      // Another call may have renewed them already, or be about to.
      if (refused === latest) current = latest = undefined
    },
  }
}

/**
 * Returns the header of an InfluxDB API token, `Authorization: Token …` unless another scheme is named.
 *
 * @throws OptionError if a header cannot hold the token
 */
export function tokenHeaders(token: string, scheme: 'Token' | 'Bearer' = 'Token'): CredentialHeaders {
  // The error does not show the token: logs would keep the secret.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    const option = 'token'
    throw new OptionError('`token` is empty or contains whitespace or non-ASCII characters', { option })
  }
  return { authorization: `${scheme} ${token}` }
}
