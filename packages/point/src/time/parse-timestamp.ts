import { NOT_A_DATE, parseDateText } from '@fluxline/internal/date-text'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'
import { localToUtc } from './time-zone.ts'

/** How text without a zone is read. */
export interface ParseTimestampOptions {
  /** IANA name of the zone of text without one, such as `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined
}

const knownOptions = { timeZone: 'a string' } satisfies OptionNames<ParseTimestampOptions>

/**
 * Reads a date with or without a time, and with or without a zone, as nanoseconds since the epoch: RFC 3339, and
 * shorter forms such as `2018-10-26 12:00`, `2018-10-26`, `2018-10-26T12:00Z` and `2018-10-26 12:00:00+0200`. Points,
 * records and tables read text of times in the same way.
 *
 * In the hour that a zone's clocks skip, the time is moved on by the gap. In the hour that they repeat, it is the first.
 * @throws LineProtocolError if the text is not such a time, or the zone is unknown
 */
export function parseTimestamp(text: string, options: ParseTimestampOptions = {}): bigint {
  checkOptions('parseTimestamp', options, knownOptions)
  const time = parseDateText(text)
  if (time === undefined) throw new LineProtocolError(`${show(text)} ${NOT_A_DATE}.`, { value: show(text) })
  const { timeZone = 'UTC' } = options
  return time.isNaive && timeZone !== 'UTC' ? localToUtc(time.nanoseconds, timeZone) : time.nanoseconds
}
