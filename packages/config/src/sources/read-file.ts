import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parse as parseIni } from 'ini'
import { parse as parseToml } from 'smol-toml'
import { ConfigError } from './errors.ts'

/** What a file or a section of it holds, by key. */
export type Members = Readonly<Record<string, unknown>>

/** Reads a file of the given format, else of the one that its name ends with. @throws ConfigError */
export async function readMembers(path: string, format: string = extname(path)): Promise<Members> {
  const parse = parsers[format]
  if (!parse) throw new ConfigError(`${path} is none of .ini, .toml and .json; name it after what it is.`)
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
    // It leaves a byte order mark out.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ConfigError(`${path} is not text in UTF-8; save it as such.`)
  }
}

function parseText(path: string, format: string, parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    // A parser's message may quote the line, and the line may hold the token: only where it is goes on.
    const { line } = error as { line?: number }
    throw new ConfigError(`${path} is not valid ${format.slice(1)}${line ? `, see line ${line}` : ''}.`)
  }
}

const BLANK_COMMENT_OR_SECTION = /^(?:\s*(?:[;#].*)?|\[[^\]]+\]\s*)$/
const ASSIGNMENT = /^\s*[^=\s][^=]*=(?<value>.*)$/

/** What is no `key = value` would be taken for a key, and a value with a `#` in it would lose its end. */
function refuseUnclearLines(text: string, path: string): void {
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const value = ASSIGNMENT.exec(line)?.groups?.['value']?.trim()
    if (BLANK_COMMENT_OR_SECTION.test(line) || (value !== undefined && isClear(value))) continue
    const how = 'write "key = value", and the value in double quotes where it holds a quote, # or ;'
    throw new ConfigError(`${path} is not clear in line ${index + 1}; ${how}.`)
  }
}

/** Quoted values are JSON to the parser; in others `;` and `#` begin a comment unless they are escaped. */
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
