import { homedir } from 'node:os'
import { join } from 'node:path'
import { processEnv } from '@fluxline/internal/process-env'
import { toConfig } from '../config.ts'
import type { Config, Environment, Overrides } from '../config-types.ts'
import { ConfigError } from '../errors.ts'
import { checkWithOverrides } from '../settings/overrides.ts'
import { sectionsOf, settingsOf } from './from-config-file.ts'
import { isMembers, readMembers } from './read-file.ts'
import type { Members } from './read-file.ts'

/** Which profile of the influx CLI to read, and overrides. */
export interface CliConfigOptions extends Overrides {
  /** File with the profiles. @defaultValue the variable `INFLUX_CONFIGS_PATH`, else `~/.influxdbv2/configs` */
  readonly path?: string | undefined
  /** Name of the profile. @defaultValue the variable `INFLUX_ACTIVE_CONFIG`, else the active profile */
  readonly profile?: string | undefined
  /** Environment with these variables. @defaultValue `process.env` */
  readonly env?: Environment | undefined
}

/**
 * Reads the options of a client from the profiles of the influx CLI, which `influx config create` writes.
 *
 * @throws ConfigError if the file or the profile does not exist, or no profile is active; OptionError
 * @see InfluxDB documentation, "influx config"
 */
export async function fromCliConfig(options: CliConfigOptions = {}): Promise<Config> {
  checkWithOverrides('fromCliConfig', options, { path: true, profile: true, env: true })
  const { path: givenPath, profile: givenProfile, env = processEnv(), ...overrides } = options
  const path = givenPath ?? (env['INFLUX_CONFIGS_PATH'] || join(homedir(), '.influxdbv2', 'configs'))
  const profile = givenProfile ?? (env['INFLUX_ACTIVE_CONFIG'] || undefined)
  const document = await readMembers(path, '.toml')
  const name = profile ?? Object.keys(document).find((candidate) => isActive(document[candidate]))
  const members = name === undefined ? undefined : document[name]
  if (!isMembers(members)) {
    const wanted = profile === undefined ? 'no active profile' : `no profile [${profile}]`
    throw new ConfigError(`${path} has ${wanted}; it has ${sectionsOf(document)}.`)
  }
  const place = `${path} [${name}]`
  return toConfig({ settings: settingsOf(connectionOf(members), place), place }, overrides)
}

function isActive(members: unknown): boolean {
  return isMembers(members) && members['active'] === true
}

/** The CLI stores more than a connection in its profiles. */
function connectionOf(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([key]) => ['url', 'token', 'org'].includes(key)))
}
