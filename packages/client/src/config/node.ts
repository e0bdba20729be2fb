import { fromCliConfig, fromConfigFile, fromConnectionString, fromEnv } from '@fluxline/config'
import type { ConfigSources } from './config.ts'

export const config: ConfigSources = { fromCliConfig, fromConfigFile, fromConnectionString, fromEnv }
