import type { ClientOptions, CredentialHeaders, RequestSpec } from '@fluxline/core'
import type { PortableError } from './portable-error.ts'

/** What the client in the thread is made of. */
export interface ThreadData {
  readonly options: ClientOptions
  /** What the thread asks for where it does not know it: a token, or headers. */
  readonly asksFor: 'token' | 'headers' | undefined
}

/** A request without what no other thread can hold. */
type PortableSpec = Omit<RequestSpec, 'signal' | 'body'> & { readonly body: Uint8Array }

/** What the thread is told. */
export type ToThread =
  | { readonly kind: 'request'; readonly id: number; readonly spec: PortableSpec }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'secret'; readonly id: number; readonly value: Secret }
  | { readonly kind: 'no secret'; readonly id: number; readonly error: PortableError }

/** What the thread tells. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly status: number; readonly text: string }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PortableError }
  | { readonly kind: 'ask'; readonly id: number }

/** A token, or headers with credentials. */
export type Secret = string | CredentialHeaders
