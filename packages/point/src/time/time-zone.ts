import { LineProtocolError, show } from '../errors.ts'

const DAY_MS = 86_400_000

/**
 * Nanoseconds since the epoch, of nanoseconds that a zone's clocks show as if they were UTC.
 *
 * In the hour that a zone's clocks skip, the time is moved on by the gap; in the hour that they repeat, the first is meant.
 * @param timeZone IANA name, such as `Europe/Berlin`.
 * @throws LineProtocolError where the zone is not known
 */
export function localToUtc(local: bigint, timeZone: string): bigint {
  const localMs = Number(local / 1_000_000n) - (local % 1_000_000n < 0n ? 1 : 0)
  const day = Math.floor(localMs / DAY_MS)
  const key = `${timeZone} ${day}`
  // On most days nothing changes: one look at the calendar does for all their times.
  let offset = offsets.get(key)
  if (offset === undefined) {
    const before = offsetAt((day - 1) * DAY_MS, timeZone)
    offset = before === offsetAt((day + 2) * DAY_MS, timeZone) ? before : 'changes'
    if (offsets.size >= MOST_DAYS) offsets.clear()
    offsets.set(key, offset)
  }
  if (offset === 'changes') offset = offsetOfLocal(localMs, timeZone)
  return local - BigInt(offset) * 1_000_000n
}

const MOST_DAYS = 4096
const offsets: Map<string, number | 'changes'> = /* @__PURE__ */ new Map()

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

const formats: Map<string, Intl.DateTimeFormat> = /* @__PURE__ */ new Map()

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
