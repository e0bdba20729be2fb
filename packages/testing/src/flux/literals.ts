import { decodeText } from '@fluxline/internal/decode-text'
import { parseDuration } from '@fluxline/internal/duration-text'
import type { DurationUnit } from '@fluxline/internal/duration-text'
import { parseRfc3339 } from '@fluxline/internal/rfc3339'
import { unsupported } from './expression.ts'
import { FluxDuration, FluxTime } from './values.ts'

const nanosecondsPerUnit: Readonly<Partial<Record<DurationUnit, bigint>>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
}

/** Reads a duration such as `-1h30m`. Months and years have no fixed length. */
export function readDuration(text: string): FluxDuration {
  const duration = parseDuration(text)
  let nanoseconds = 0n
  for (const { digits, unit } of duration?.parts ?? unsupported(`the duration ${text}`)) {
    const length = nanosecondsPerUnit[unit] ?? unsupported(`a duration in months or years (${text})`)
    nanoseconds += BigInt(digits) * length
  }
  return new FluxDuration(duration?.isNegative ? -nanoseconds : nanoseconds)
}

/** Reads a time, or a day, which begins at midnight in UTC. */
export function readTime(text: string): FluxTime {
  const nanoseconds = parseRfc3339(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  return new FluxTime(nanoseconds ?? unsupported(`the time ${text}`))
}

/** A number with a point is a float, another one an integer. */
export function readNumber(text: string): number | bigint {
  return /^\d+$/.test(text) ? BigInt(text) : Number(text)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' }

/** Reads a string literal without expressions in it. Hexadecimal escapes are bytes of UTF-8. */
export function readString(text: string): string {
  if (/(?<!\\)\$\{/.test(text)) return unsupported('an expression in a string')
  const bytes = text
    .slice(1, -1)
    .replaceAll(/\\x([\da-f]{2})|\\(.)|([^\\\p{ASCII}]+)/gisu, (all, hex?: string, escaped?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (escaped !== undefined) return escapes[escaped] ?? unsupported(`the escape \\${escaped}`)
      return String.fromCharCode(...new TextEncoder().encode(all))
    })
  return decodeText(Uint8Array.from(bytes, (char) => char.charCodeAt(0)))
}

/** Reads a regular expression. Go's syntax, which Flux uses, is nearly a part of JavaScript's. */
export function readRegexp(text: string): RegExp {
  return new RegExp(text.slice(1, -1), 'u')
}
