import { platform } from '#platform'
import type { Client } from './client.ts'
import { createClientOn } from './create-client.ts'
import type { ClientOptions } from './create-client.ts'

/**
 * Creates a client. It sends nothing before the first request.
 *
 * @throws OptionError if an option is unknown, missing or wrong
 */
export function createClient(options: ClientOptions): Client {
  return createClientOn(platform, options)
}
