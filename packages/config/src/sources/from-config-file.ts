import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import { ConfigError } from './errors.ts'
import type { Environment } from './expand.ts'
import { isMembers, readMembers } from './read-file.ts'
import type { Members } from './read-file.ts'
import type { Setting } from './setting.ts'

/** How a file is read, and what counts before it. */
export interface ConfigFileOptions extends Overrides {
  /** The section with the settings. @defaultValue `influx2`, else `influx`, else the top of the file */
  readonly section?: string | undefined
  /** What `${env.NAME}` in the file means. @defaultValue `process.env` */
  readonly env?: Environment | undefined
}

/**
 * Reads the options of a client from a file: `.ini`, `.toml` or `.json`, with the settings in a section of their own or at
 * the top, and default tags in a section `tags`.
 *
 * @throws ConfigError where the file cannot be read, on an unknown key, a value that cannot be used, and a missing url or
 * token
 */
export async function fromConfigFile(path: string = 'config.ini', options: ConfigFileOptions = {}): Promise<Config> {
  const { section, env = process.env, ...overrides } = options
  const document = await readMembers(path)
  const name = section ?? ['influx2', 'influx'].find((candidate) => isMembers(document[candidate]))
  const members = name === undefined ? document : document[name]
  if (!isMembers(members)) throw new ConfigError(`${path} has no section [${name}]; it has ${sectionsOf(document)}.`)
  const place = name === undefined ? path : `${path} [${name}]`
  const tags = 'tags' in members ? members['tags'] : document['tags']
  return toConfig({ settings: [...settingsOf(members, place), ...tagsOf(tags, path)], place, env }, overrides)
}

/** The settings of a section; its tags are apart. */
export function settingsOf(members: Members, place: string): Setting[] {
  return Object.entries(members)
    .filter(([key]) => key !== 'tags')
    .map(([key, value]) => ({ key, value, source: `${place} ${key}`, place }))
}

/** The names of the sections of a file, for people. */
export function sectionsOf(document: Members): string {
  const names = Object.keys(document).filter((name) => isMembers(document[name]))
  return names.join(', ') || 'none'
}

function tagsOf(tags: unknown, path: string): Setting[] {
  if (tags === undefined) return []
  const place = `${path} [tags]`
  if (!isMembers(tags)) throw new ConfigError(`${place} is no section; write a line for each tag below it.`)
  return Object.entries(tags).map(([key, value]) => ({ key: `tags.${key}`, value, source: `${place} ${key}`, place }))
}
