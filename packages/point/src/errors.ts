import { assignDefined, FluxlineError } from '@fluxline/internal/errors'
import { show } from '@fluxline/internal/show'

/** The part of a point that an error is about. */
export interface LineProtocolErrorLocation {
  readonly measurement?: string | undefined
  /** The tag or field. */
  readonly key?: string | undefined
  /** The value that cannot be written, as text of at most 80 characters. */
  readonly value?: string | undefined
}

/**
 * Line protocol cannot express a name, a value or a time. The message names the part of the point, its value and the
 * remedy. Nothing was written.
 */
export class LineProtocolError extends FluxlineError {
  override readonly name = 'LineProtocolError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_LINE_PROTOCOL'
  declare readonly measurement: string | undefined
  declare readonly key: string | undefined
  declare readonly value: string | undefined

  /** @internal */
  constructor(message: string, location: LineProtocolErrorLocation = {}, options?: ErrorOptions) {
    super(message, options)
    assignDefined(this, location)
  }
}

/** What is being written: a measurement (without a key), a tag or a field. */
export type Part = readonly ['Measurement' | 'Tag' | 'Field', measurement: string, key?: string]

/**
 * Returns the error about a part of a point. Its message names the part and, unless that is the part's own name, the
 * value; `problem` continues the sentence and ends with the remedy.
 */
export function partError([what, measurement, key]: Part, value: unknown, problem: string): LineProtocolError {
  const part = key === undefined ? show(measurement) : `${show(key)} of measurement ${show(measurement)}`
  const is = value === (key ?? measurement) ? '' : ` is ${show(value)}`
  return new LineProtocolError(`${what} ${part}${is}${problem}.`, { measurement, key, value: show(value) })
}
