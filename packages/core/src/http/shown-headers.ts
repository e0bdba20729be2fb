import { hideSecrets } from '#explain'
import type { ShownHeaders } from '../errors.ts'
import type { TransportResponse } from '../transport/transport.ts'
import type { Sent } from './hide-secrets.ts'

/** Returns the headers of a response without the secrets of its request. */
export function shownHeaders(received: TransportResponse['headers'], sent: Sent): ShownHeaders {
  return { get: (name) => (/cookie/i.test(name) ? null : hideSecrets(received.get(name) ?? '', sent) || null) }
}
