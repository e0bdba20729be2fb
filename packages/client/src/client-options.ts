import type { Config } from '@fluxline/config'
import { session } from '@fluxline/core'
import type { ClientOptions } from '@fluxline/core'
import { knownClientOptions } from '@fluxline/core/options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { QueryApiOptions } from '@fluxline/query'
import { renamedOptions } from './renamed-options.ts'

/** Options of a client: how to reach one InfluxDB, and the defaults of its queries. */
export interface InfluxDBClientOptions extends ClientOptions, Pick<QueryApiOptions, 'profilers' | 'onProfile'> {}

/** Options of profilers. */
export type ProfileOptions = Pick<InfluxDBClientOptions, 'profilers' | 'onProfile'>

/** Returns the options if all of them are known; the address alone stands for `{ url }`. @throws OptionError otherwise */
export function checkClientOptions(given: InfluxDBClientOptions | string | URL): InfluxDBClientOptions {
  const options = typeof given === 'string' || given instanceof URL ? { url: given } : given
  const known = { ...knownClientOptions, ...profileOptions }
  checkOptions('InfluxDBClient', options, known, renamedOptions, "{ url: 'http://localhost:8086' }")
  return options
}

/** Returns the options of a configuration. Its user becomes a session. */
export function toClientOptions({ user, ...options }: Config): InfluxDBClientOptions {
  return { ...options, ...(user && { auth: session(user) }) }
}

const profileOptions: OptionNames<ProfileOptions> = { profilers: 'an array', onProfile: 'a function' }
