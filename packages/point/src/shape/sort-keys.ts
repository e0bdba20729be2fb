/** Sorts entries by key as InfluxDB does: by the bytes of their UTF-8, which is the order of code points. */
export function sortByKey<Entry extends readonly [key: string, ...unknown[]]>(entries: Entry[]): Entry[] {
  return entries.sort(([a], [b]) => {
    let at = 0
    while (at < a.length && a[at] === b[at]) at++
    return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1)
  })
}
