import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { extname, join } from 'node:path'
import { parse as parseIni } from 'ini'
import { parse as parseToml } from 'smol-toml'
import { toConfig } from './config.ts'
import type { Config, Overrides } from './config.ts'
import { ConfigError } from './errors.ts'
import type { Environment } from './expand.ts'
import type { Setting } from './setting.ts'

/** How a file is read, and what counts before it. */
export interface ConfigFileOptions extends Overrides {
  /** The section with the settings. @defaultValue `influx2`, else `influx`, else the top of the file */
  readonly section?: string | undefined
  /** What `${env.NAME}` in the file means. @defaultValue `process.env` */
  readonly env?: Environment | undefined
}

type Members = Readonly<Record<string, unknown>>

/**
 * Reads the options of a client from a file: `.ini`, `.toml` or `.json`, with the settings in a section of their own or at
 * the top, and default tags in a section `tags`.
 *
 * @throws ConfigError where the file cannot be read, on an unknown key, a value that cannot be used, and a missing url or
 * token
 */
export async function fromConfigFile(path: string = 'config.ini', options: ConfigFileOptions = {}): Promise<Config> {
  const { section, env = process.env, ...overrides } = options
  const document = parse(path, await read(path))
  const name = section ?? ['influx2', 'influx'].find((candidate) => isSection(document[candidate]))
  const settings = name === undefined ? document : document[name]
  if (!isSection(settings))
    throw new ConfigError(`${path} has no section [${name}]; it has ${Object.keys(document).join(', ')}.`)
  const where = name === undefined ? path : `${path} [${name}]`
  const tags = isSection(settings['tags']) ? settings['tags'] : document['tags']
  return toConfig([...settingsOf(settings, where), ...tagsOf(tags, path)], env, where, overrides)
}

/** How a profile of the influx CLI is chosen, and what counts before it. */
export interface CliConfigOptions extends Overrides {
  /** @defaultValue `~/.influxdbv2/configs` */
  readonly path?: string | undefined
  /** The profile's name. @defaultValue the active one */
  readonly profile?: string | undefined
}

/**
 * Reads the options of a client from the profiles of the influx CLI, which `influx config create` writes.
 *
 * @throws ConfigError where there is no such file or profile, or none is active
 * @see InfluxDB documentation, "influx config"
 */
export async function fromCliConfig(options: CliConfigOptions = {}): Promise<Config> {
  const { path = join(homedir(), '.influxdbv2', 'configs'), profile, ...overrides } = options
  const document = parseText(path, await read(path), parseToml)
  const profiles = Object.entries(document).filter((entry): entry is [string, Members] => isSection(entry[1]))
  const found = profiles.find(([name, settings]) =>
    profile === undefined ? settings['active'] === true : name === profile,
  )
  if (!found) {
    const wanted = profile === undefined ? 'no active profile' : `no profile [${profile}]`
    throw new ConfigError(`${path} has ${wanted}; it has ${profiles.map(([name]) => name).join(', ') || 'none'}.`)
  }
  const [name, settings] = found
  // The CLI keeps more than a connection in its profiles.
  const known = Object.entries(settings).filter(([key]) => ['url', 'token', 'org'].includes(key))
  return toConfig(settingsOf(Object.fromEntries(known), `${path} [${name}]`), {}, `${path} [${name}]`, overrides)
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new ConfigError(`${path} cannot be read (${code}); check the path.`, { cause })
  }
}

function parse(path: string, text: string): Members {
  switch (extname(path)) {
    case '.ini':
      return parseText(path, text, parseIni)
    case '.toml':
      return parseText(path, text, parseToml)
    case '.json':
      return parseText(path, text, (json) => JSON.parse(json) as Members)
    default:
      throw new ConfigError(`${path} is none of .ini, .toml and .json; name it after what it is.`)
  }
}

function parseText(path: string, text: string, parser: (text: string) => Members): Members {
  try {
    return parser(text)
  } catch (error) {
    // A parser's message may quote the line, and the line may hold the token: only where it is goes on.
    const { line } = error as { line?: number }
    throw new ConfigError(
      `${path} is not valid ${extname(path).slice(1) || 'toml'}${line ? `, see line ${line}` : ''}.`,
    )
  }
}

function settingsOf(members: Members, where: string): Setting[] {
  return Object.entries(members)
    .filter(([key]) => key !== 'tags')
    .map(([key, value]) => ({ key, value, source: `${where} ${key}` }))
}

function tagsOf(tags: unknown, path: string): Setting[] {
  if (!isSection(tags)) return []
  return Object.entries(tags).map(([key, value]) => ({ key: `tags.${key}`, value, source: `${path} [tags] ${key}` }))
}

function isSection(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
