import { OptionError } from '@fluxline/core'
import type { ConfigSources } from './config.ts'

function refuse(): never {
  throw new OptionError(
    'Here are no files and no environment to read; give the options: new InfluxDBClient({ url, token, org })',
  )
}

/** Browsers and Workers have neither files nor an environment. */
export const config: ConfigSources = {
  fromCliConfig: refuse,
  fromConfigFile: refuse,
  fromConnectionString: refuse,
  fromEnv: refuse,
}
