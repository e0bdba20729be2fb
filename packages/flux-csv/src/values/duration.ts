import type { DurationUnit } from '@fluxline/internal/duration-text'
import { parseDuration } from '@fluxline/internal/duration-text'
import { OptionError } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { showOption } from '@fluxline/internal/show'

export type { DurationUnit } from '@fluxline/internal/duration-text'

/** A Flux duration such as `1mo2d`. It has no fixed length, because months and years have none. */
export class FluxDuration {
  /** The count of each unit that occurs. Either all counts are negative, or none is. */
  readonly parts: Readonly<Partial<Record<DurationUnit, number>>>
  readonly #text: string

  /** @throws OptionError if the text is not a Flux duration */
  constructor(text: string) {
    const duration = typeof text === 'string' ? parseDuration(text) : undefined
    if (duration === undefined) {
      throw new OptionError(`${showOption(text)} is not a Flux duration; pass text such as "1h30m".`, { value: text })
    }
    const parts: Partial<Record<DurationUnit, number>> = {}
    const sign = duration.isNegative ? -1 : 1
    for (const { digits, unit } of duration.parts) parts[unit] = (parts[unit] ?? 0) + sign * Number(digits)
    this.parts = Object.freeze(parts)
    this.#text = text
  }

  static {
    Object.defineProperty(this.prototype, inspection, {
      value(this: FluxDuration): string {
        return inspectAs('FluxDuration', this.#text)
      },
    })
  }

  /** Returns the text that InfluxDB sent. */
  toString(): string {
    return this.#text
  }

  /** Returns the text that InfluxDB sent. */
  toJSON(): string {
    return this.#text
  }
}
