const RFC3339 = /^(.{10})[T ](.{8})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/i

/**
 * Reads an RFC 3339 time with up to nine digits of a second; without a zone it is UTC. `undefined` where the text is no
 * such time, or its day does not exist.
 *
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export function rfc3339ToNanoseconds(text: string): bigint | undefined {
  const [, day, clock, fraction = '', zone = 'Z'] = RFC3339.exec(text) ?? []
  const utc = `${day}T${clock}.000Z`
  const ms = Date.parse(`${day}T${clock}${zone.toUpperCase()}`)
  // Date.parse knows 24:00, other forms, and turns the 31st of February into a day in March: all fail on the way back.
  if (new Date(utc).toJSON() !== utc || Number.isNaN(ms)) return undefined
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}
