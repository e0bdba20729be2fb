import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parse as parseIni } from 'ini'
import { show } from '@fluxline/internal/show'
import { parse as parseToml } from 'smol-toml'
import { ConfigError, OptionError } from '../errors.ts'

/** Members of a file or a section, by key. */
export type Members = Readonly<Record<string, unknown>>

/** Reads a file in the format that its name ends with, or in another one. @throws ConfigError; OptionError */
export async function readMembers(path: string, givenFormat?: string): Promise<Members> {
  if (typeof path !== 'string') throw new OptionError(`The path is ${show(path)}; pass a text.`, { option: 'path' })
  const format = givenFormat ?? extname(path)
  const parse = parsers[format]
  if (!parse) throw new ConfigError(`${path}: unsupported file type; use .ini, .toml or .json.`)
  const text = await readText(path)
  const members = parseText(path, format, () => parse(text, path))
  if (isMembers(members)) return members
  throw new ConfigError(`${path} has no keys; write them as {"url": …}.`)
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Parser = (text: string, path: string) => unknown

const parsers: Readonly<Partial<Record<string, Parser>>> = {
  '.ini': (text, path) => {
    refuseUnclearLines(text, path)
    return parseIni(text)
  },
  '.toml': (text) => parseToml(text),
  '.json': (text) => JSON.parse(text) as unknown,
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

function parseText(path: string, format: string, parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    // A parser's message may quote the line, and the line may contain the token: only its number is safe.
    const { line } = error as { line?: number }
    throw new ConfigError(`${path} is not valid ${format.slice(1)}${line ? `, see line ${line}` : ''}.`)
  }
}

const BLANK_COMMENT_OR_SECTION = /^(?:\s*(?:[;#].*)?|\[[^\]]+\]\s*)$/
const ASSIGNMENT = /^\s*[^=\s][^=]*=(?<value>.*)$/

/** The parser would read any other line as a key, and cut a value at a `#`. */
function refuseUnclearLines(text: string, path: string): void {
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const value = ASSIGNMENT.exec(line)?.groups?.['value']?.trim()
    if (BLANK_COMMENT_OR_SECTION.test(line) || (value !== undefined && isClear(value))) continue
    const how = 'write "key = value", and put the value in double quotes if it contains a quote, # or ;'
    throw new ConfigError(`${path}, line ${index + 1} is ambiguous; ${how}.`)
  }
}

/** The parser reads quoted values as JSON. In others, `;` and `#` start a comment unless they are escaped. */
function isClear(value: string): boolean {
  if (value.startsWith('"')) return isJson(value)
  if (value.startsWith("'")) return value.length > 1 && value.endsWith("'") && !isJson(value.slice(1, -1))
  return /^(?:[^;#\\]|\\.)*\\?$/.test(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
