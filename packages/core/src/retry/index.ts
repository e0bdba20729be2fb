/**
 * For fluxline's own packages. Not documented for use elsewhere.
 * @packageDocumentation
 */
export type { Org, QueryValue } from '../client/client.ts'
export { parseRetryAfter } from '../http/retry-after.ts'
export { RateLimits, rateLimitsOf } from './rate-limits.ts'
export type { RateLimitTarget } from './rate-limits.ts'
export { retryDelay } from './retry-delay.ts'
export { isUnsent } from './unsent.ts'
export type { SentShape } from './unsent.ts'
export type { RetrySchedule, RetryState } from './retry-delay.ts'
