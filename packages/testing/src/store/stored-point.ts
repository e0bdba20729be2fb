/** A point as the double has stored it. */
export interface StoredPoint {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  /** A float is a number; integers, signed or not, are bigints. */
  readonly fields: Readonly<Record<string, string | number | bigint | boolean>>
  /** Nanoseconds since the epoch. */
  readonly time: bigint
}
