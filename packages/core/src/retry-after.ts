const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Reads a `Retry-After` header as a delay in milliseconds from `nowMs`.
 *
 * InfluxDB sends whole seconds, a proxy in front of it may send a date. A date that has passed is 0; what is neither is
 * `undefined`, which leaves the caller its own delay.
 * @see RFC 9110 "HTTP Semantics", section 10.2.3 "Retry-After"
 */
export function parseRetryAfter(value: string, nowMs: number): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const dateMs = IMF_FIXDATE.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs)
}
