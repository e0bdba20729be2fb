import { nearestOf } from '@fluxline/internal/nearest'
import { processEnv } from '@fluxline/internal/process-env'
import { toConfig } from '../config.ts'
import type { Config, Environment, Overrides } from '../config-types.ts'
import { ConfigError, OptionError } from '../errors.ts'
import { isOurs } from '../settings/keys.ts'
import { checkWithOverrides } from '../settings/overrides.ts'
import { findRepeated } from '../settings/setting.ts'
import type { Setting } from '../settings/setting.ts'

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
 * every setting, `INFLUXDB_V2_TAG_<name>` for default tags, whose keys are in lower case.
 *
 * If one of these is not set, `INFLUX_HOST` or `INFLUX_URL`, `INFLUX_TOKEN`, `INFLUX_ORG` or `INFLUX_ORG_ID` replaces it.
 * An empty variable counts as not set. Other variables, such as `INFLUXDB_V2_BUCKET`, belong to the application.
 * @param env Environment with the variables. @defaultValue `process.env`
 * @param overrides Options that take precedence over the environment
 * @throws ConfigError on a name that is nearly that of a setting, on a wrong value, and without url or token; OptionError
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
    .map((name) => setting(name, keyOfVariable(name)))
    .filter(({ key }) => isOurs(key))
  const [first, second] = findRepeated(own) ?? []
  if (first && second) {
    throw new ConfigError(`${first.source} and ${second.source} set the same ${first.key}; remove one.`)
  }
  // The token of the influx CLI is ignored if a user signs in.
  const hasUser = own.some(({ key }) => key === 'username' || key === 'password')
  refuseNearMisses(env, own)
  const fallbacks = common
    .filter(([name, key]) => env[name] && !(key === 'token' && hasUser))
    .map(([name, key]) => setting(name, key))
  return toConfig({ settings: [...own, ...fallbacks], place, env }, overrides)
}

/** Keys of tags are in lower case, as Python's client has them: a service that moves continues its series. */
function keyOfVariable(name: string): string {
  return (name.startsWith(TAG) ? `tags.${name.slice(TAG.length)}` : name.slice(PREFIX.length)).toLowerCase()
}

/** `INFLUX_…` belongs to many programs: a name is a mistake only if what it resembles is missing. */
function refuseNearMisses(env: Environment, own: readonly Setting[]): void {
  const names = common.map(([name]) => name)
  for (const name of Object.keys(env)) {
    if (!name.startsWith('INFLUX_') || names.includes(name)) continue
    const nearest = nearestOf(name, names, 1)
    const key = common.find(([known]) => known === nearest)?.[1]
    const isMissing =
      key && !own.some((setting) => setting.key === key) && !common.some(([known, of]) => of === key && env[known])
    if (isMissing) throw new ConfigError(`The variable ${name} is not a setting; did you mean ${nearest}?`)
  }
}
