/** One value as it was found, and where. */
export interface Setting {
  /** The key as files have it, such as `verify_ssl`, or `tags.name` for a default tag. */
  readonly key: string
  readonly value: unknown
  /** Where it came from, for people: `config.ini [influx2] verify_ssl`. */
  readonly source: string
  /** The same without the key: `config.ini [influx2]`. */
  readonly place: string
}
