import type { Config } from '@fluxline/config'
import { session } from '@fluxline/core'
import type { ClientOptions } from '@fluxline/core'
import type { QueryApiOptions } from '@fluxline/query'

/** Options of a client: how to reach one InfluxDB, and the defaults of its queries. */
export interface InfluxDBClientOptions extends ClientOptions, ProfileOptions {}

/** Options of profilers. */
export type ProfileOptions = Pick<QueryApiOptions, 'profilers' | 'onProfile'>

/** Returns the options of a configuration. Its user becomes a session. */
export function toClientOptions({ user, ...options }: Config): InfluxDBClientOptions {
  return { ...options, ...(user && { auth: session(user) }) }
}
