import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'

/** How long a bucket keeps points. */
export interface RetentionRule {
  readonly type: 'expire'
  /** Seconds after which points are deleted; 0 keeps them forever. */
  readonly everySeconds: number
  /** Seconds that one shard covers. InfluxDB Cloud does not have it. */
  readonly shardGroupDurationSeconds?: number | undefined
}

/** A rule, or a list of one rule, which is the form of the API. */
export type RetentionRules = NewRetentionRule | readonly NewRetentionRule[]

/** How long a new or changed bucket keeps points. */
export interface NewRetentionRule {
  readonly type?: 'expire' | undefined
  /** At least 3600 seconds, or 0 to keep points forever. */
  readonly everySeconds: number
  /** At least 3600 seconds, and at most {@link everySeconds}. @defaultValue an hour, a day or a week, by everySeconds */
  readonly shardGroupDurationSeconds?: number | undefined
}

const known: OptionNames<NewRetentionRule> = {
  type: 'a string',
  everySeconds: 'a number',
  shardGroupDurationSeconds: 'a number',
}

// InfluxDB counts nanoseconds in 64 bits, and takes a larger number for a shorter time.
const MAX_SECONDS = 9_223_372_036
const FOREVER: NewRetentionRule = { type: 'expire', everySeconds: 0 }

/** Returns the rules of a new bucket, as the API has them. @throws OptionError on an unknown or wrong member */
export function newRetention(what: string, rules: RetentionRules | undefined): NewRetentionRule[] {
  return [rules ?? []].flat().map((rule) => {
    checkOptions(`${what}, retentionRules`, rule, known, {}, '{ everySeconds: 86_400 }')
    const { everySeconds, shardGroupDurationSeconds } = rule
    integerOption(`${what}, retentionRules`, 'everySeconds', everySeconds, 0, MAX_SECONDS)
    if (shardGroupDurationSeconds !== undefined) {
      integerOption(`${what}, retentionRules`, 'shardGroupDurationSeconds', shardGroupDurationSeconds, 0, MAX_SECONDS)
    }
    return { type: 'expire', everySeconds, shardGroupDurationSeconds }
  })
}

/**
 * Returns the rules of a changed bucket, as the API has them: InfluxDB reads an empty list as no change.
 *
 * @throws OptionError if a shard would cover less than an hour, which InfluxDB does not check here
 */
export function changedRetention(
  what: string,
  rules: RetentionRules | null | undefined,
): NewRetentionRule[] | undefined {
  if (rules === undefined) return undefined
  const given = newRetention(what, rules ?? [])
  for (const { shardGroupDurationSeconds: seconds } of given) {
    if (seconds !== undefined && !(seconds >= 3600)) {
      throw new OptionError(`shardGroupDurationSeconds is ${seconds}; pass at least 3600, or omit it.`, {
        option: 'shardGroupDurationSeconds',
        value: seconds,
      })
    }
  }
  return given.length > 0 ? given : [FOREVER]
}
