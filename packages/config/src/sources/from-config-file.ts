import { toConfig } from '../config.ts'
import type { Config, Environment, Overrides } from '../config-types.ts'
import { ConfigError } from '../errors.ts'
import { checkWithOverrides } from '../settings/overrides.ts'
import type { Setting } from '../settings/setting.ts'
import { processEnv } from './process-env.ts'
import { isMembers, readMembers } from './read-file.ts'
import type { Members } from './read-file.ts'

/** How to read a file, and overrides. */
export interface ConfigFileOptions extends Overrides {
  /** Section with the settings. @defaultValue `influx2`, else `influx`, else the top of the file */
  readonly section?: string | undefined
  /** Variables for `${env.NAME}` in the file. @defaultValue `process.env` */
  readonly env?: Environment | undefined
}

/**
 * Reads the options of a client from a file: `.ini`, `.toml` or `.json`. The settings are in a section or at the top, and
 * default tags in a section `tags`.
 *
 * @throws ConfigError if the file cannot be read, on an unknown key or a wrong value, and without url or token; OptionError
 */
export async function fromConfigFile(path: string = 'config.ini', options: ConfigFileOptions = {}): Promise<Config> {
  checkWithOverrides('fromConfigFile', options, { section: true, env: true })
  const { section, env = processEnv(), ...overrides } = options
  const document = await readMembers(path)
  const name = section ?? ['influx2', 'influx'].find((candidate) => isMembers(document[candidate]))
  const members = name === undefined ? document : document[name]
  if (!isMembers(members)) throw new ConfigError(`${path} has no section [${name}]; it has ${sectionsOf(document)}.`)
  const place = name === undefined ? path : `${path} [${name}]`
  const tags = 'tags' in members ? members['tags'] : document['tags']
  return toConfig({ settings: [...settingsOf(members, place), ...tagsOf(tags, path)], place, env }, overrides)
}

/** Returns the settings of a section, without its tags. */
export function settingsOf(members: Members, place: string): Setting[] {
  return Object.entries(members)
    .filter(([key]) => key !== 'tags')
    .map(([key, value]) => ({ key, value, source: `${place} ${key}`, place }))
}

/** Returns the names of the sections of a file, for messages. */
export function sectionsOf(document: Members): string {
  const names = Object.keys(document).filter((name) => isMembers(document[name]))
  return names.join(', ') || 'none'
}

function tagsOf(tags: unknown, path: string): Setting[] {
  if (tags === undefined) return []
  const place = `${path} [tags]`
  if (!isMembers(tags)) throw new ConfigError(`${place} must be a section, with a line for each tag.`)
  return Object.entries(tags).map(([key, value]) => ({ key: `tags.${key}`, value, source: `${place} ${key}`, place }))
}
