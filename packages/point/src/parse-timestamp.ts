import { LineProtocolError, show } from './errors.ts'
import { rfc3339ToNanoseconds } from './rfc3339.ts'

/** How text without a zone is read. */
export interface ParseTimestampOptions {
  /** IANA name of the zone that naive text is in, such as `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined
}

const NAIVE = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?$/
const DAY_MS = 86_400_000

/**
 * Reads a date with or without a time, and with or without a zone, as nanoseconds since the epoch: RFC 3339, and
 * shorter forms such as `2018-10-26 12:00` and `2018-10-26`.
 *
 * In the hour that a zone's clocks skip, the time is moved on by the gap; in the hour that they repeat, the first is meant.
 * @throws LineProtocolError where the text is no such time, or the zone is not known
 */
export function parseTimestamp(text: string, options: ParseTimestampOptions = {}): bigint {
  const trimmed = text.trim()
  const [naive, day, minutes = '00:00', seconds = '00', fraction = '0'] = NAIVE.exec(trimmed) ?? []
  const local = rfc3339ToNanoseconds(naive === undefined ? trimmed : `${day}T${minutes}:${seconds}.${fraction}Z`)
  if (local === undefined) {
    throw new LineProtocolError(`${show(text)} is not a time; write it as 2026-01-31T23:59:59.999999999Z (RFC 3339).`, {
      value: show(text),
    })
  }
  const { timeZone = 'UTC' } = options
  if (naive === undefined || timeZone === 'UTC') return local
  const localMs = Number(local / 1_000_000n) - (local % 1_000_000n < 0n ? 1 : 0)
  return local - BigInt(offsetOfLocal(localMs, timeZone)) * 1_000_000n
}

/** Milliseconds that the zone is ahead of UTC, at a local time. */
function offsetOfLocal(localMs: number, timeZone: string): number {
  // The offsets a day before and after are the only ones that can hold: clocks change no more often.
  const before = offsetAt(localMs - DAY_MS, timeZone)
  const after = offsetAt(localMs + DAY_MS, timeZone)
  // In a repeated hour both hold, and the first of the two is meant; in a skipped one neither, and the old one moves on.
  for (const offset of [before, after]) if (offsetAt(localMs - offset, timeZone) === offset) return offset
  return before
}

/** Milliseconds that the zone is ahead of UTC, at a moment. */
function offsetAt(ms: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year'])
  const utc = new Date(0)
  utc.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']))
  utc.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
  return utc.getTime() - Math.floor(ms / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
    return format
  } catch (cause) {
    const message = `${show(timeZone)} is not a time zone that is known here; give an IANA name such as Europe/Berlin.`
    throw new LineProtocolError(message, { value: show(timeZone) }, { cause })
  }
}
