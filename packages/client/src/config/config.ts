import type { CliConfigOptions, Config, ConfigFileOptions, Environment, Overrides } from '@fluxline/config'

/** Where configurations come from; `#config` in package.json chooses the implementation. */
export interface ConfigSources {
  fromConfigFile(path?: string, options?: ConfigFileOptions): Promise<Config>
  fromCliConfig(options?: CliConfigOptions): Promise<Config>
  fromEnv(env?: Environment, overrides?: Overrides): Config
  fromConnectionString(text: string, overrides?: Overrides): Config
}
