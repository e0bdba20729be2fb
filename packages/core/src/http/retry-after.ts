/**
 * Reads a `Retry-After` header as a delay in milliseconds from `nowMs`.
 *
 * InfluxDB sends whole seconds, a proxy in front of it may send a date. A date in the past is 0. Anything else is
 * `undefined`, and the caller uses its own delay.
 * @see RFC 9110 "HTTP Semantics", section 10.2.3 "Retry-After"
 */
export function parseRetryAfter(value: string, nowMs: number): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000
  // Date.parse accepts other dates too, but HTTP requires this zone.
  const delayMs = value.endsWith(' GMT') ? Date.parse(value) - nowMs : Number.NaN
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs)
}
