import { fromConnectionString, fromEnv } from '@fluxline/config/web'
import { OptionError } from '@fluxline/core'
import type { ConfigSources } from './config.ts'

function refuse(): never {
  throw new OptionError(
    'Files and environment variables are not available in this runtime; pass the options: ' +
      'new InfluxDBClient({ url, token, org }), or the variables: InfluxDBClient.fromEnv(env).',
  )
}

/** Browsers and Workers have no files, and variables only if the caller passes them. */
export const config: ConfigSources = {
  fromCliConfig: async () => refuse(),
  fromConfigFile: async () => refuse(),
  fromConnectionString,
  fromEnv: (env, overrides) => (env === undefined ? refuse() : fromEnv(env, overrides)),
}
