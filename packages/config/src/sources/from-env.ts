import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import type { Environment } from './expand.ts'
import type { Setting } from './setting.ts'

const PREFIX = 'INFLUXDB_V2_'
const TAG = `${PREFIX}TAG_`

/** Names that InfluxDB's own tools and examples read. */
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
 * What is not among these comes from `INFLUX_HOST` or `INFLUX_URL`, `INFLUX_TOKEN`, `INFLUX_ORG` or `INFLUX_ORG_ID`, one
 * by one. An empty variable is one that is not set.
 * @param env Where the variables are. @defaultValue `process.env`
 * @param overrides What counts before the environment.
 * @throws ConfigError on an unknown `INFLUXDB_V2_…`, a value that cannot be used, and a missing url or token
 */
export function fromEnv(env: Environment = process.env, overrides: Overrides = {}): Config {
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
  // A token of the influx CLI is not for those who say that a user signs in.
  const hasUser = own.some(({ key }) => key === 'username' || key === 'password')
  const fallbacks = common
    .filter(([name, key]) => env[name] && !(key === 'token' && hasUser))
    .map(([name, key]) => setting(name, key))
  return toConfig({ settings: [...own, ...fallbacks], place, env }, overrides)
}
