import { toConfig } from '../config.ts'
import type { Config, Environment, Overrides } from '../config-types.ts'
import { OptionError } from '../errors.ts'
import { checkWithOverrides } from '../settings/overrides.ts'
import type { Setting } from '../settings/setting.ts'
import { processEnv } from './process-env.ts'

const PREFIX = 'INFLUXDB_V2_'
const TAG = `${PREFIX}TAG_`

/** Variables that InfluxDB's own tools and examples use. */
const common: readonly (readonly [name: string, key: string])[] = [
  ['INFLUX_HOST', 'url'],
  ['INFLUX_URL', 'url'],
  ['INFLUX_TOKEN', 'token'],
  ['INFLUX_ORG', 'org'],
  ['INFLUX_ORG_ID', 'org'],
]

/**
 * Reads the options of a client from variables: `INFLUXDB_V2_URL`, `INFLUXDB_V2_TOKEN`, `INFLUXDB_V2_ORG` and so on for
 * every setting, `INFLUXDB_V2_TAG_<name>` for default tags.
 *
 * If one of these is not set, `INFLUX_HOST` or `INFLUX_URL`, `INFLUX_TOKEN`, `INFLUX_ORG` or `INFLUX_ORG_ID` replaces it.
 * An empty variable counts as not set.
 * @param env Environment with the variables. @defaultValue `process.env`
 * @param overrides Options that take precedence over the environment
 * @throws ConfigError on an unknown `INFLUXDB_V2_…` or a wrong value, and without url or token; OptionError
 */
export function fromEnv(env: Environment = processEnv(), overrides: Overrides = {}): Config {
  checkWithOverrides('fromEnv', overrides, {})
  if (typeof env !== 'object' || !env)
    throw new OptionError('fromEnv takes the variables as an object.', { option: 'env' })
  const place = 'The environment'
  const setting = (name: string, key: string): Setting => ({
    key,
    value: env[name],
    source: `The variable ${name}`,
    place,
  })
  const own = Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && env[name])
    .map((name) =>
      setting(name, name.startsWith(TAG) ? `tags.${name.slice(TAG.length)}` : name.slice(PREFIX.length).toLowerCase()),
    )
  // The token of the influx CLI is ignored if a user signs in.
  const hasUser = own.some(({ key }) => key === 'username' || key === 'password')
  const fallbacks = common
    .filter(([name, key]) => env[name] && !(key === 'token' && hasUser))
    .map(([name, key]) => setting(name, key))
  return toConfig({ settings: [...own, ...fallbacks], place, env }, overrides)
}
