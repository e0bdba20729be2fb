import { OptionError } from '@fluxline/core'

/** How long a bucket keeps points. */
export interface RetentionRule {
  readonly type: 'expire'
  /** Seconds after which points are gone; 0 keeps them for ever. */
  readonly everySeconds: number
  /** How many seconds one shard holds; InfluxDB Cloud has none. */
  readonly shardGroupDurationSeconds?: number | undefined
}

/** A rule, or the list of one that the API has. */
export type RetentionRules = NewRetentionRule | readonly NewRetentionRule[]

/** How long a bucket is to keep points. */
export interface NewRetentionRule {
  readonly type?: 'expire' | undefined
  /** At least 3600 seconds, or 0 to keep points for ever. */
  readonly everySeconds: number
  /** At least 3600 seconds, and no more than {@link everySeconds}. @defaultValue an hour, a day or a week, by everySeconds */
  readonly shardGroupDurationSeconds?: number | undefined
}

const FOR_EVER: NewRetentionRule = { type: 'expire', everySeconds: 0 }

/** The rules of a new bucket, as the API has them. */
export function newRetention(rules: RetentionRules | undefined): NewRetentionRule[] {
  return [rules ?? []].flat().map(({ everySeconds, shardGroupDurationSeconds }) => ({
    type: 'expire',
    everySeconds,
    shardGroupDurationSeconds,
  }))
}

/**
 * The rules of a bucket that is changed, as the API has them: it would take none for no change.
 *
 * @throws OptionError where a shard would hold less than an hour, which InfluxDB does not check here
 */
export function changedRetention(rules: RetentionRules | null | undefined): NewRetentionRule[] | undefined {
  if (rules === undefined) return undefined
  const given = newRetention(rules ?? [])
  for (const { shardGroupDurationSeconds: seconds } of given) {
    if (seconds !== undefined && seconds < 3600) {
      throw new OptionError(`shardGroupDurationSeconds is ${seconds}; give at least 3600, or leave it out.`)
    }
  }
  return given.length > 0 ? given : [FOR_EVER]
}
