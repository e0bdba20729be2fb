// The part that needs neither files nor `process`, for browsers and edge runtimes.
export { sourcesOf } from './config.ts'
export type { Config, Environment, Overrides } from './config-types.ts'
export { ConfigError, OptionError } from './errors.ts'
export type { FluxlineErrorCode, OptionErrorDetails } from './errors.ts'
export { fromConnectionString } from './sources/from-connection-string.ts'
export type { ConnectionStringOptions } from './sources/from-connection-string.ts'
export { fromEnv } from './sources/from-env.ts'
