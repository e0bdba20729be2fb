import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { showOption } from '@fluxline/internal/show'
import { ConfigError, OptionError } from '../errors.ts'
import { isKey } from '../settings/keys.ts'
import { LineError, parseIni } from './parse-ini.ts'

/** Members of a file or a section, by key. */
export type Members = Readonly<Record<string, unknown>>

/**
 * Reads a file in the format that its name ends with, or in another one. Without an ending it is an ini file.
 *
 * @throws ConfigError; OptionError
 */
export async function readMembers(path: string, givenFormat?: string): Promise<Members> {
  if (typeof path !== 'string') {
    throw new OptionError(`The path is ${showOption(path)}; pass a text.`, { option: 'path' })
  }
  const format = givenFormat ?? (extname(path) || '.ini')
  const parse = parsers[format]
  if (!parse) throw new ConfigError(`${path}: unsupported file type; use .ini, .toml or .json.`)
  const members = await parseText(path, parse, await readText(path))
  if (isMembers(members)) return members
  throw new ConfigError(`${path} has no keys; write them as {"url": …}.`)
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns the members, or a promise of them. */
type Parser = (text: string) => unknown

const parseJson: Parser = (text) => JSON.parse(text) as unknown

/** Python's client reads JSON from files with any name. */
const parseIniOrJson: Parser = (text) => (text.trimStart().startsWith('{') ? parseJson(text) : parseIni(text))

const parsers: Readonly<Partial<Record<string, Parser>>> = {
  '.ini': parseIniOrJson,
  '.cfg': parseIniOrJson,
  '.conf': parseIniOrJson,
  '.toml': parseToml,
  '.json': parseJson,
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`${path} cannot be read (${cause.code}); check the path.`, { cause })
  })
  try {
    // It drops a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ConfigError(`${path} is not UTF-8; save it as UTF-8.`)
  }
}

/** A parser's message may quote the line, and the line may contain the token: only its number is safe. */
async function parseText(path: string, parse: Parser, text: string): Promise<unknown> {
  try {
    return await parse(text)
  } catch (error) {
    if (error instanceof LineError) throw new ConfigError(`${path}, line ${error.line} ${error.message}.`)
    throw new ConfigError(`${path} is not valid JSON; check its quotes, commas and brackets.`)
  }
}

/** Loads the parser: most programs have no such file. */
async function parseToml(text: string): Promise<unknown> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof TomlError) throw new LineError(error.line, tomlMistake(text, error.line))
    throw error
  }
}

/** Values that other programs read without quotes are the commonest mistake. */
function tomlMistake(text: string, line: number): string {
  const key = /^\s*([\w-]+)\s*=/.exec(text.split('\n')[line - 1] ?? '')?.[1]
  if (key === undefined || !isKey(key)) return 'is not valid TOML; write key = "value"'
  return `is not valid TOML: ${key} must be true or false in lower case, a number, or text in double quotes`
}
