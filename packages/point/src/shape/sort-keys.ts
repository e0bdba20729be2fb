/** Sorts by key as InfluxDB does: by the bytes of their UTF-8, which is the order of code points. */
export function sortByKey<Entry extends { readonly key: string }>(entries: Entry[]): Entry[] {
  return entries.sort(({ key: a }, { key: b }) => {
    let index = 0
    while (index < a.length && a.charCodeAt(index) === b.charCodeAt(index)) index++
    return (a.codePointAt(index) ?? -1) - (b.codePointAt(index) ?? -1)
  })
}
