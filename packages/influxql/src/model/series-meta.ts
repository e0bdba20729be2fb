/** What the records of one series have in common. */
export interface SeriesMeta {
  /** The number of its statement in the query, from 0. */
  readonly statement: number
  /** The measurement; `undefined` for some `SHOW` and `EXPLAIN` statements. */
  readonly name: string | undefined
  /** The tags of `GROUP BY`, sorted by key; a point without a tag has an empty text. */
  readonly tags: Readonly<Record<string, string>>
  /** The names of the columns. InfluxDB numbers those that a statement repeats: `usage`, `usage_1`. */
  readonly columns: readonly string[]
  /** The column of times, which is the first of a `SELECT`; `undefined` if there is none. */
  readonly timeColumn: string | undefined
}
