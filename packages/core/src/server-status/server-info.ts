import type { Client } from '../client/client.ts'
import { generationOf, pingServer } from './ping-server.ts'
import type { ServerInfo } from './ping-server.ts'
import { checkOptions } from './server-status.ts'
import type { CheckOptions } from './server-status.ts'

export type { ServerInfo } from './ping-server.ts'

/**
 * Asks which InfluxDB the server is. The client's option `server` takes precedence over what it says.
 *
 * A server without a version, such as InfluxDB Cloud, is taken for 2.x; so is any whose version a browser hides.
 * @throws HttpError if the response is not from InfluxDB; TimeoutError, ConnectionError, AbortError
 * @see InfluxDB v1 API, "Ping"
 */
export async function serverInfo(client: Client, options: CheckOptions = {}): Promise<ServerInfo> {
  checkOptions('serverInfo', options)
  const { headers, body } = await pingServer(client, options)
  return generationOf(client, headers, body)
}
