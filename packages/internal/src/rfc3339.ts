import { floorDiv, floorMod } from './floor-div.ts'

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * Reads an RFC 3339 time as nanoseconds since the epoch, with up to nine digits of a second; `undefined` if the text is
 * something else, has no zone, or names a day that does not exist.
 *
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export function parseRfc3339(text: string): bigint | undefined {
  const [, day, clock, fraction = '', zone] = RFC3339.exec(text) ?? []
  if (zone === undefined) return undefined
  const utc = `${day}T${clock}.000Z`
  const date = new Date(utc)
  // Date accepts 24:00, and reads the 31st of February as a day in March: neither comes back as it was.
  if (Number.isNaN(date.getTime()) || date.toJSON() !== utc) return undefined
  const ms = Date.parse(`${day}T${clock}${zone.toUpperCase()}`)
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** How many digits of a second a text has: three, six or nine, as few as possible, or always nine. */
export type FractionDigits = 'threes' | 'shortest' | 'nine'

/**
 * Writes nanoseconds since the epoch as RFC 3339 in UTC. By default it has three, six or nine digits of a second, as
 * many as the time needs.
 *
 * @throws RangeError if the time is further than 8.64e15 milliseconds from the epoch
 */
export function formatRfc3339(nanoseconds: bigint, digits: FractionDigits = 'threes'): string {
  const text = new Date(Number(floorDiv(nanoseconds, 1_000_000n))).toISOString().slice(0, -1)
  const rest = String(floorMod(nanoseconds, 1_000_000n)).padStart(6, '0')
  if (digits === 'nine') return `${text}${rest}Z`
  if (digits === 'shortest') return `${withoutZeros(text + rest)}Z`
  if (rest === '000000') return `${text}Z`
  return `${text}${rest.endsWith('000') ? rest.slice(0, 3) : rest}Z`
}

/** Cuts zeros off a fraction, and its point if nothing is left. */
function withoutZeros(text: string): string {
  let end = text.length
  while (text[end - 1] === '0') end--
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end)
}
