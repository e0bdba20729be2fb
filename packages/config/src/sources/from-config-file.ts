import { processEnv } from '@fluxline/internal/process-env'
import { toConfig } from '../config.ts'
import type { Config, Environment, Overrides } from '../config-types.ts'
import { ConfigError } from '../errors.ts'
import { isOurs } from '../settings/keys.ts'
import { checkWithOverrides } from '../settings/overrides.ts'
import type { Setting } from '../settings/setting.ts'
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
 * Reads the options of a client from a file: `.ini`, `.cfg` or `.conf`, `.toml` or `.json`. The settings are in a section
 * or at the top, and default tags in a section `tags`. Other keys and sections belong to the application.
 *
 * Ini files mean what they mean to Python's `configparser`: keys are in lower case, also those of tags. In the other formats
 * they stay as written.
 * @throws ConfigError if the file cannot be read, on a key that is nearly that of a setting, on a wrong value, and without
 * url or token; OptionError
 */
export async function fromConfigFile(path: string = 'config.ini', options: ConfigFileOptions = {}): Promise<Config> {
  checkWithOverrides('fromConfigFile', options, { section: true, env: true }, { config_name: 'section' })
  const { section, env = processEnv(), ...overrides } = options
  const document = await readMembers(path)
  const name = section ?? ['influx2', 'influx'].find((candidate) => isMembers(document[candidate]))
  const members = name === undefined ? document : document[name]
  if (!isMembers(members)) throw new ConfigError(`${path} has no section [${name}]; it has ${sectionsOf(document)}.`)
  if (name === undefined && !Object.keys(members).some(isOurs)) throw noSection(path, document)
  const place = name === undefined ? path : `${path} [${name}]`
  const tags = 'tags' in members ? members['tags'] : document['tags']
  return toConfig({ settings: [...settingsOf(members, place), ...tagsOf(tags, path)], place, env }, overrides)
}

function noSection(path: string, document: Members): ConfigError {
  const names = Object.keys(document).filter((name) => name !== 'tags' && isSection(document, name))
  if (names[0] === undefined) {
    return new ConfigError(`${path} has no settings; write url, token and org in a section [influx2].`)
  }
  return new ConfigError(
    `${path} has no section [influx2], but ${names.join(', ')}; choose one with { section: '${names[0]}' }.`,
  )
}

/** Returns the settings of a section, without its tags and without what belongs to the application. */
export function settingsOf(members: Members, place: string): Setting[] {
  return Object.keys(members)
    .filter((key) => key !== 'tags' && isOurs(key))
    .map((key) => settingOf(members, key, key, place))
}

/** Reading a value of an ini file can fail: it may refer to others. */
function settingOf(members: Members, member: string, key: string, place: string): Setting {
  const source = `${place} ${member}`
  try {
    return { key, value: members[member], source, place }
  } catch (error) {
    throw new ConfigError(`${source} ${(error as Error).message}.`)
  }
}

/** Returns the names of the sections of a file, for messages. */
export function sectionsOf(document: Members): string {
  const names = Object.keys(document).filter((name) => isSection(document, name))
  return names.join(', ') || 'none'
}

/** Reading a key beside the sections can fail. */
function isSection(document: Members, name: string): boolean {
  try {
    return isMembers(document[name])
  } catch {
    return false
  }
}

function tagsOf(tags: unknown, path: string): Setting[] {
  if (tags === undefined) return []
  const place = `${path} [tags]`
  if (!isMembers(tags)) throw new ConfigError(`${place} must be a section, with a line for each tag.`)
  return Object.keys(tags).map((key) => settingOf(tags, key, `tags.${key}`, place))
}
