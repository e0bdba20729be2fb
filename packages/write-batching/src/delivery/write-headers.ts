import { OptionError } from '@fluxline/internal/errors'
import { showOption } from '@fluxline/internal/show'

/** @see RFC 9110 "HTTP Semantics", section 5.1 "Field Names" and 5.5 "Field Values" */
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Checks the headers of a writer. @throws OptionError naming the header, without its value, which may be a secret */
export function checkHeaders(what: string, headers: unknown): void {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers) || Symbol.iterator in headers) {
    throw new OptionError(`${what}: \`headers\` must be an object of names and values, not ${showOption(headers)}.`, {
      option: 'headers',
    })
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) throw wrong(what, name, 'is not the name of a header')
    if (typeof value !== 'string') throw wrong(what, name, `must be text, not ${typeof value}`)
    if (!VALUE.test(value)) throw wrong(what, name, 'has a line break, or a character that a header cannot have')
  }
}

function wrong(what: string, name: string, problem: string): OptionError {
  return new OptionError(`${what}: \`headers\`: ${JSON.stringify(name)} ${problem}.`, { option: 'headers' })
}
