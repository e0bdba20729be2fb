import { floorDiv } from '@fluxline/internal/nanoseconds'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'

const DAY_MS = 86_400_000

/**
 * Returns the nanoseconds since the epoch of a local time, given as the nanoseconds that it would have in UTC.
 *
 * In the hour that a zone's clocks skip, the time is moved on by the gap. In the hour that they repeat, it is the first.
 * @param timeZone IANA name, such as `Europe/Berlin`.
 * @throws LineProtocolError if the zone is unknown
 */
export function localToUtc(local: bigint, timeZone: string): bigint {
  const localMs = Number(floorDiv(local, 1_000_000n))
  const day = Math.floor(localMs / DAY_MS)
  const key = `${timeZone} ${day}`
  // On most days the offset is constant, so one look at the calendar serves all their times.
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

/** Returns the milliseconds that the zone is ahead of UTC, at a local time. */
function offsetOfLocal(localMs: number, timeZone: string): number {
  // Only the offsets a day before and a day after can apply: clocks do not change more often.
  const before = offsetAt(localMs - DAY_MS, timeZone)
  const after = offsetAt(localMs + DAY_MS, timeZone)
  // In a repeated hour both apply, and the first is taken. In a skipped hour neither does, and the old one is taken.
  for (const offset of [before, after]) if (offsetAt(localMs - offset, timeZone) === offset) return offset
  return before
}

/** Returns the milliseconds that the zone is ahead of UTC, at a time in UTC. */
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
    const message = `${show(timeZone)} is not a time zone of this runtime; pass an IANA name such as Europe/Berlin.`
    throw new LineProtocolError(message, { value: show(timeZone) }, { cause })
  }
}
