import type { GzipOptions, Timeouts, WriteOptions } from '@fluxline/core'
import { checkOptions, durationOption, integerOption, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
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

/** What writers and `writeNow` say about their requests. */
export type RequestValues = Pick<WriteOptions, 'gzip' | 'timeout' | 'noSync' | 'writePath'>

const knownGzip = { threshold: true, level: true } satisfies OptionNames<GzipOptions>
const knownTimeouts = { connect: true, firstByte: true, idle: true, total: true } satisfies OptionNames<Timeouts>

/** Checks the options of requests. @throws OptionError if a value is wrong */
export function checkRequestValues(what: string, { gzip, timeout, noSync, writePath }: RequestValues): void {
  if (noSync !== undefined) oneOf(what, 'noSync', noSync, [true, false])
  if (writePath !== undefined) oneOf(what, 'writePath', writePath, ['v2'])
  if (noSync && writePath) {
    const message = `${what}: \`noSync\` needs the path of InfluxDB 3; omit it, or \`writePath\`.`
    throw new OptionError(message, { option: 'noSync', value: noSync })
  }
  if (gzip !== undefined && typeof gzip !== 'boolean') {
    checkOptions(`${what}: gzip`, gzip, knownGzip)
    if (gzip.level !== undefined) integerOption(what, 'gzip.level', gzip.level, 1, 9)
    if (gzip.threshold !== undefined) integerOption(what, 'gzip.threshold', gzip.threshold, 0)
  }
  if (typeof timeout === 'object') {
    checkOptions(`${what}: timeout`, timeout, knownTimeouts)
    for (const [phase, ms] of Object.entries(timeout)) {
      if (ms !== undefined) durationOption(what, `timeout.${phase}`, ms)
    }
  } else if (timeout !== undefined) durationOption(what, 'timeout', timeout)
}
