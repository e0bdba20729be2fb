import type {
  CliConfigOptions,
  Config,
  ConfigFileOptions,
  ConnectionStringOptions,
  Environment,
  Overrides,
} from '@fluxline/config'

/** Sources of configurations; `#config` in package.json selects the implementation. */
export interface ConfigSources {
  fromConfigFile(path?: string, options?: ConfigFileOptions): Promise<Config>
  fromCliConfig(options?: CliConfigOptions): Promise<Config>
  fromEnv(env?: Environment, overrides?: Overrides): Config
  fromConnectionString(text: string, options?: ConnectionStringOptions): Config
}
