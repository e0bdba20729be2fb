import { platform } from '#platform'
import type { Client } from './client.ts'
import { createClientOn } from './create-client.ts'
import type { ClientOptions } from './client-options.ts'

/**
 * Creates a client. It sends nothing before the first request. The address alone stands for `{ url }`.
 *
 * @throws OptionError if an option is unknown, missing or wrong
 */
export function createClient(options: ClientOptions | string | URL): Client {
  return createClientOn(platform, options)
}
