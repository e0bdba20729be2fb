const UNITS = ['y', 'mo', 'w', 'd', 'h', 'm', 's', 'ms', 'us', 'ns'] as const

/** A unit of a Flux duration: years, months, weeks, days, hours, minutes, seconds, and their fractions. */
export type DurationUnit = (typeof UNITS)[number]

/** A Flux duration such as `1mo2d`, which has no fixed length: months and years have none. */
export class FluxDuration {
  /** The count of each unit that occurs; all are negative or none is. */
  readonly parts: Readonly<Partial<Record<DurationUnit, number>>>
  readonly #text: string

  /** @throws RangeError where the text is not a duration */
  constructor(text: string) {
    const parts: Partial<Record<DurationUnit, number>> = {}
    const sign = text.startsWith('-') ? -1 : 1
    const body = sign < 0 ? text.slice(1) : text
    if (!/^(\d+(y|mo|w|d|h|ms|m|us|µs|ns|s))+$/.test(body))
      throw new RangeError(`${JSON.stringify(text)} is not a Flux duration`)
    for (const [, count, unit] of body.matchAll(/(\d+)(\D+)/g)) {
      const name = (unit === 'µs' ? 'us' : unit) as DurationUnit
      parts[name] = (parts[name] ?? 0) + sign * Number(count)
    }
    this.parts = Object.freeze(parts)
    this.#text = text
  }

  /** As InfluxDB wrote it. */
  toString(): string {
    return this.#text
  }

  toJSON(): string {
    return this.#text
  }
}
