import { LineProtocolError, show } from './errors.ts'

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)?$/

/**
 * Reads an RFC 3339 time with up to nine digits of a second; without a zone it is UTC.
 *
 * @throws LineProtocolError where the text is no such time, or its day does not exist
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export function rfc3339ToNanoseconds(text: string): bigint {
  const [, day, clock, fraction = '', zone = 'Z'] = RFC3339.exec(text) ?? []
  // Date.parse knows 24:00 and turns the 31st of February into a day in March: both are refused by the way back.
  const utcMs = Date.parse(`${day}T${clock}Z`)
  if (Number.isNaN(utcMs) || !new Date(utcMs).toISOString().startsWith(`${day}T${clock}`)) {
    throw new LineProtocolError(`${show(text)} is not a time; write it as 2026-01-31T23:59:59.999999999Z (RFC 3339).`, {
      value: text,
    })
  }
  const zoneMs = /[Zz]/.test(zone) ? 0 : Date.parse(`1970-01-01T00:00:00${zone}`)
  return BigInt(utcMs + zoneMs) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}
