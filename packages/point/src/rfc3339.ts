const RFC3339 = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/i

/**
 * Reads an RFC 3339 time with up to nine digits of a second; without a zone it is UTC. `undefined` where the text is no
 * such time, or its day does not exist.
 *
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export function rfc3339ToNanoseconds(text: string): bigint | undefined {
  const [, day, clock, fraction = '.', zone = 'Z'] = RFC3339.exec(text) ?? []
  const utc = `${day}T${clock}`
  const ms = Date.parse(`${utc}Z`)
  const zoneMs = Date.parse(`1970-01-01T00:00:00${zone.toUpperCase()}`)
  // Date.parse knows 24:00 and turns the 31st of February into a day in March: both are refused by the way back.
  if (Number.isNaN(ms + zoneMs) || !new Date(ms).toISOString().startsWith(utc)) return undefined
  return BigInt(ms + zoneMs) * 1_000_000n + BigInt(fraction.slice(1).padEnd(9, '0'))
}
