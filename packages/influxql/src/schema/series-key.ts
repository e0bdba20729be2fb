/** A series: a measurement and its tags. */
export interface SeriesKey {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  /** As InfluxDB writes it, escaped: `cpu,host=a,region=eu`. */
  readonly key: string
}

/**
 * Reads the key of a series.
 *
 * @see InfluxDB v1 documentation, "Line protocol reference", "Special characters"
 */
export function parseSeriesKey(key: string): SeriesKey {
  const [measurement = '', ...tags] = split(key, ',')
  const pairs = tags.map((tag) => split(tag, '=').map((text) => text.replaceAll(/\\([,= ])/g, '$1')))
  return {
    measurement: measurement.replaceAll(/\\([, ])/g, '$1'),
    tags: Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')])),
    key,
  }
}

/** Splits at a character that no backslash stands before. */
function split(text: string, separator: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && /[,= ]/.test(text[at + 1] ?? '')) at++
    else if (text[at] === separator) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}
