/** A value and its source. */
export interface Setting {
  /** Key as in files, such as `verify_ssl`, or `tags.name` for a default tag. */
  readonly key: string
  readonly value: unknown
  /** Source, for messages: `config.ini [influx2] verify_ssl`. */
  readonly source: string
  /** Source without the key: `config.ini [influx2]`. */
  readonly place: string
}

/** Returns the first two settings with the same key. */
export function findRepeated(settings: readonly Setting[]): readonly [first: Setting, second: Setting] | undefined {
  const byKey = new Map<string, Setting>()
  for (const setting of settings) {
    const first = byKey.get(setting.key)
    if (first) return [first, setting]
    byKey.set(setting.key, setting)
  }
  return undefined
}
