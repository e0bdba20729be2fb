import { parseRfc3339 } from './rfc3339.ts'

const DATE_TEXT =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:([Zz])|([+-]\d\d)(?::?([0-5]\d))?)?)?$/

/** A date or a time that was read from text. */
export interface DateText {
  readonly nanoseconds: bigint
  /** Whether the text has no zone; it is read as UTC then. */
  readonly isNaive: boolean
}

/**
 * Reads a date, with or without a time, with or without a zone; `undefined` if the text is something else or names a day
 * that does not exist. White space around it does not count.
 *
 * These are RFC 3339, and its shorter forms in ISO 8601: without the time, the seconds, the zone or the minutes of the zone.
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export function parseDateText(text: string): DateText | undefined {
  const [, day, minutes = '00:00', seconds = '00', fraction = '0', utc, hours, zoneMinutes = '00'] =
    DATE_TEXT.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const zone = hours === undefined ? 'Z' : `${hours}:${zoneMinutes}`
  const nanoseconds = parseRfc3339(`${day}T${minutes}:${seconds}.${fraction}${zone}`)
  return nanoseconds === undefined ? undefined : { nanoseconds, isNaive: (utc ?? hours) === undefined }
}

/** What is wrong with other text, and what to pass. */
export const NOT_A_DATE =
  'is not an RFC 3339 timestamp such as 2026-01-31T23:59:59Z, nor a date or time in UTC such as 2026-01-31 or 2026-01-31 23:59; pass one of these'
