import { interpolated } from './interpolate.ts'

/** A line of an ini file that cannot be read. The message does not show it. */
export class LineError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** A section, or the file: texts by key, and in the file also sections by name. */
export type IniMembers = { [key: string]: string | IniMembers }

/** Keys and sections that exist already, each with its line. */
type Lines = Map<string, number>

const COMMENT = /^[#;]/
const HEADER = /^\[(?<name>.+)\]/s
// The first = or : ends the key.
const KEY = /^(?<key>[^=:]+)[=:](?<value>.*)$/s

/**
 * Reads an ini file as Python's `configparser` does with its default settings, which is what Python's client reads.
 *
 * `key = value` or `key: value`; keys in lower case; comments only on separate lines; indented lines continue a value; the
 * section `DEFAULT` has defaults for every other section but `tags`; double quotes around a value are dropped; `%(key)s` is the
 * value of another key, and `%%` a percent sign. Unlike Python, keys can also precede the first section.
 * @throws LineError on a line of another form, and if a section or a key occurs twice
 * @see Python documentation, "configparser — Configuration file parser"
 */
export function parseIni(text: string): IniMembers {
  const file = new IniFile()
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) file.add(line, index + 1)
  return file.members()
}

class IniFile {
  readonly #top = new Map<string, string[]>()
  readonly #defaults = new Map<string, string[]>()
  readonly #sections = new Map<string, Map<string, string[]>>()
  readonly #lines: Lines = new Map()
  #section = this.#top
  /** Lines of the value that an indented line continues. */
  #value: string[] | undefined
  #indent = 0

  add(line: string, number: number): void {
    const content = line.trim()
    if (COMMENT.test(content)) return
    if (content === '') {
      this.#value?.push('')
      return
    }
    const indent = line.length - line.trimStart().length
    if (this.#value && indent > this.#indent) {
      this.#value.push(content)
      return
    }
    this.#indent = indent
    const name = HEADER.exec(content)?.groups?.['name']
    if (name === undefined) this.#addKey(content, number)
    else this.#addSection(name, number)
  }

  #addSection(name: string, line: number): void {
    this.#value = undefined
    if (name === 'DEFAULT') {
      this.#section = this.#defaults
      return
    }
    this.#once(`[${name}]`, 'section', line)
    if (this.#top.has(name)) throw new LineError(line, 'repeats a key as a section; remove one')
    this.#section = new Map()
    this.#sections.set(name, this.#section)
  }

  #addKey(content: string, line: number): void {
    const { key = '', value = '' } = KEY.exec(content)?.groups ?? {}
    const name = key.trim().toLowerCase()
    if (name === '')
      throw new LineError(line, 'is not a section, a comment, or a key with a value; write "key = value"')
    const section = this.#section === this.#defaults ? 'DEFAULT' : this.#sections.size
    this.#once(`${section} ${name}`, 'key', line)
    this.#value = [value.trim()]
    this.#section.set(name, this.#value)
  }

  #once(id: string, what: string, line: number): void {
    const first = this.#lines.get(id)
    if (first !== undefined) throw new LineError(line, `repeats the ${what} of line ${first}; remove one`)
    this.#lines.set(id, line)
  }

  members(): IniMembers {
    const members = membersOf([...this.#top.keys()], this.#top)
    for (const [name, section] of this.#sections) {
      const texts = new Map([...this.#defaults, ...section])
      // Defaults of the settings, such as a token, are not tags.
      const value = membersOf([...(name === 'tags' ? section : texts).keys()], texts)
      Object.defineProperty(members, name, { value, enumerable: true })
    }
    return members
  }
}

/** Values are interpolated when they are read: those of other programs need not be valid here. */
function membersOf(keys: readonly string[], texts: ReadonlyMap<string, readonly string[]>): IniMembers {
  const valueOf = interpolated((key) => texts.get(key)?.join('\n').trimEnd())
  const members = Object.create(null) as IniMembers
  for (const key of keys) {
    const get = (): string => (valueOf(key) ?? '').replace(/^"+/, '').replace(/(?<!")"+$/, '')
    Object.defineProperty(members, key, { get, enumerable: true, configurable: true })
  }
  return members
}
