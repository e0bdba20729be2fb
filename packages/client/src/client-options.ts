import type { Config } from '@fluxline/config'
import { session } from '@fluxline/core'
import type { ClientOptions } from '@fluxline/core'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { QueryApiOptions } from '@fluxline/query'
import { renamedOptions } from './renamed-options.ts'

/** Options of a client: how to reach one InfluxDB, and the defaults of its queries. */
export interface InfluxDBClientOptions extends ClientOptions, Pick<QueryApiOptions, 'profilers' | 'onProfile'> {}

/** Options of profilers. */
export type ProfileOptions = Pick<InfluxDBClientOptions, 'profilers' | 'onProfile'>

/** Returns the options if all of them are known. @throws OptionError otherwise */
export function checkClientOptions(options: InfluxDBClientOptions): InfluxDBClientOptions {
  checkOptions('InfluxDBClient', options, knownOptions, renamedOptions, "{ url: 'http://localhost:8086' }")
  return options
}

/** Returns the options of a configuration. Its user becomes a session. */
export function toClientOptions({ user, ...options }: Config): InfluxDBClientOptions {
  return { ...options, ...(user && { auth: session(user) }) }
}

const knownOptions: OptionNames<InfluxDBClientOptions> = {
  url: true,
  token: true,
  auth: true,
  org: true,
  timeout: true,
  headers: true,
  userAgent: true,
  gzip: true,
  defaultTags: true,
  retry: true,
  hooks: true,
  transport: true,
  fetch: true,
  tls: true,
  proxy: true,
  connections: true,
  dispatcher: true,
  profilers: true,
  onProfile: true,
}
