import { platform } from '#fetch-platform'
import type { Client } from '../client/client.ts'
import { createClientOn } from '../client/create-client.ts'
import type { ClientOptions } from '../client/client-options.ts'

/**
 * Creates a client that sends its requests with the global `fetch`, also on Node. It sends nothing before the first request. The address alone stands for `{ url }`.
 *
 * @throws OptionError if an option is unknown, missing or wrong; also for `tls`, `proxy`, `connections` and `dispatcher`,
 * which need undici
 */
export function createClient(options: ClientOptions | string | URL): Client {
  return createClientOn(platform, options)
}
