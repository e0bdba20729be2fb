import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import type { Environment } from './expand.ts'
import type { Setting } from './setting.ts'

const PREFIX = 'INFLUXDB_V2_'
const TAG = `${PREFIX}TAG_`

/** Names that InfluxDB's own tools read; ours come first. */
const common: readonly (readonly [name: string, key: string])[] = [
  ['INFLUX_HOST', 'url'],
  ['INFLUX_TOKEN', 'token'],
  ['INFLUX_ORG', 'org'],
]

/**
 * Reads the options of a client from variables: `INFLUXDB_V2_URL`, `INFLUXDB_V2_TOKEN`, `INFLUXDB_V2_ORG` and so on for
 * every setting, `INFLUXDB_V2_TAG_<name>` for default tags; then `INFLUX_HOST`, `INFLUX_TOKEN` and `INFLUX_ORG`.
 *
 * @param env @defaultValue `process.env`
 * @param overrides What counts before the environment.
 * @throws ConfigError on an unknown `INFLUXDB_V2_…`, a value that cannot be used, and a missing url or token
 */
export function fromEnv(env: Environment = process.env, overrides: Overrides = {}): Config {
  const settings = Object.entries(env).flatMap(([name, value]): Setting[] => {
    if (!name.startsWith(PREFIX) || !value) return []
    const key = name.startsWith(TAG) ? `tags.${name.slice(TAG.length)}` : name.slice(PREFIX.length).toLowerCase()
    return [{ key, value, source: `The variable ${name}` }]
  })
  const fallbacks = common.flatMap(([name, key]): Setting[] =>
    env[name] ? [{ key, value: env[name], source: `The variable ${name}` }] : [],
  )
  return toConfig([...settings, ...fallbacks], env, 'The environment', overrides)
}
