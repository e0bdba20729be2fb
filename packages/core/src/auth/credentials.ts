import type { ClientResponse, RequestSpec } from '../client/client.ts'
import { OptionError } from '../errors.ts'

/** Headers that say who is asking. */
export type CredentialHeaders = Readonly<Record<string, string>>

/** What proves to InfluxDB, or to a proxy before it, who is asking. */
export interface Credentials {
  /** The headers to send; asked before every request. */
  headers(): CredentialHeaders | Promise<CredentialHeaders>
  /** Told once in a call that the server answered 401 to these headers; the call asks for others and is made again. */
  renew?(refused: CredentialHeaders): void
  /** Gives up what was obtained, such as a session; before the client's connections are closed. */
  close?(): Promise<void>
}

/** Makes the credentials of one client; `send` makes a request of that client, without credentials. */
export type Authentication = (send: (spec: RequestSpec) => Promise<ClientResponse>) => Credentials

/** A token, or where to get it: asked on first use, and again once when the server refuses the one it gave. */
export type Token = string | (() => string | Promise<string>)

/** Credentials that are obtained on first use, by one caller for all, and again when they were refused. */
export function renewable(obtain: () => Promise<CredentialHeaders>): Required<Omit<Credentials, 'close'>> {
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
      // Another call may have renewed them meanwhile, or be about to.
      if (refused === latest) current = latest = undefined
    },
  }
}

/**
 * An InfluxDB API token, as `Authorization: Token …`.
 *
 * @throws OptionError where a header cannot carry it
 */
export function tokenHeaders(token: string): CredentialHeaders {
  // Never show the token itself: whoever logs the error would log the secret.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new OptionError('token is empty, or holds a space, a line break or what is no ASCII; give the token alone')
  }
  return { authorization: `Token ${token}` }
}
