import { OptionError } from '@fluxline/internal/errors'
import { readZonedTime } from '@fluxline/internal/nanoseconds'
import type { Time } from '@fluxline/internal/nanoseconds'
import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import { showOption } from '@fluxline/internal/show'

/**
 * Returns a time as nanoseconds since the epoch.
 *
 * @throws OptionError, which names the option, if it is not a time or InfluxDB cannot store it
 */
export function toNanoseconds(option: string, time: Time): bigint {
  const nanoseconds = readZonedTime(time)
  if (typeof nanoseconds === 'bigint') return nanoseconds
  throw new OptionError(`${option}: ${showOption(time)} ${nanoseconds}.`, { option, value: time })
}

/** Returns a time as RFC 3339 with nine digits of a second. @throws OptionError as {@link toNanoseconds} */
export function toRfc3339(option: string, time: Time): string {
  return formatRfc3339(toNanoseconds(option, time), 'nine')
}
