import type { ClientOptions, CredentialHeaders, RequestSpec } from '@fluxline/core'
import type { PortableError } from './portable-error.ts'
import type { StoreOpening } from './spool-messages.ts'

/** Data from which the thread creates its client. */
export interface ThreadData {
  readonly options: ClientOptions
  /** The credentials that the thread asks for, if it does not have them: a token, or headers. */
  readonly asksFor: 'token' | 'headers' | undefined
}

/** A request without the parts that cannot be sent to another thread. */
type PortableSpec = Omit<RequestSpec, 'signal' | 'body'> & { readonly body: Uint8Array | undefined }

/** Messages to the thread. */
export type ToThread =
  | { readonly kind: 'spool'; readonly opening: StoreOpening }
  | { readonly kind: 'request'; readonly id: number; readonly spec: PortableSpec }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'secret'; readonly id: number; readonly value: Secret }
  | { readonly kind: 'no secret'; readonly id: number; readonly error: PortableError }

/** Messages from the thread. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'response'; readonly id: number; readonly status: number; readonly text: string }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PortableError }
  | { readonly kind: 'ask'; readonly id: number }

/** A token, or headers with credentials. */
export type Secret = string | CredentialHeaders
