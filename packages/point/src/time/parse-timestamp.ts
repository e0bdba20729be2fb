import { checkOptions } from '@fluxline/internal/options'
import { parseRfc3339 } from '@fluxline/internal/rfc3339'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'
import { localToUtc } from './time-zone.ts'

/** How text without a zone is read. */
export interface ParseTimestampOptions {
  /** IANA name of the zone of text without one, such as `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined
}

const knownOptions = { timeZone: true } satisfies Record<keyof ParseTimestampOptions, true>

const NAIVE = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?$/

/**
 * Reads a date with or without a time, and with or without a zone, as nanoseconds since the epoch: RFC 3339, and
 * shorter forms such as `2018-10-26 12:00` and `2018-10-26`.
 *
 * In the hour that a zone's clocks skip, the time is moved on by the gap. In the hour that they repeat, it is the first.
 * @throws LineProtocolError if the text is not such a time, or the zone is unknown
 */
export function parseTimestamp(text: string, options: ParseTimestampOptions = {}): bigint {
  checkOptions('parseTimestamp', options, knownOptions)
  const trimmed = text.trim()
  const [naive, day, minutes = '00:00', seconds = '00', fraction = '0'] = NAIVE.exec(trimmed) ?? []
  const local = parseRfc3339(naive === undefined ? trimmed : `${day}T${minutes}:${seconds}.${fraction}Z`)
  if (local === undefined) {
    throw new LineProtocolError(`${show(text)} is not an RFC 3339 timestamp such as 2026-01-31T23:59:59Z.`, {
      value: show(text),
    })
  }
  const { timeZone = 'UTC' } = options
  if (naive === undefined || timeZone === 'UTC') return local
  return localToUtc(local, timeZone)
}
