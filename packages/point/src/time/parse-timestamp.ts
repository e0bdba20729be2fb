import { LineProtocolError, show } from '../errors.ts'
import { rfc3339ToNanoseconds } from './rfc3339.ts'
import { localToUtc } from './time-zone.ts'

/** How text without a zone is read. */
export interface ParseTimestampOptions {
  /** IANA name of the zone that naive text is in, such as `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined
}

const NAIVE = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?$/

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
  return localToUtc(local, timeZone)
}
