/** Where in a point the trouble is. */
export interface LineProtocolErrorPlace {
  readonly measurement?: string | undefined
  /** The tag or field. */
  readonly key?: string | undefined
  /** The value that cannot be written, as text of at most 100 characters. */
  readonly value?: string | undefined
}

/** Something that line protocol cannot say; the message names the place, the value and the remedy. Nothing was written. */
export class LineProtocolError extends Error {
  override readonly name = 'LineProtocolError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_LINE_PROTOCOL'
  declare readonly measurement: string | undefined
  declare readonly key: string | undefined
  declare readonly value: string | undefined
  constructor(message: string, place?: LineProtocolErrorPlace, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, place)
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}

/** What is being written: a measurement (without a key), a tag or a field. */
export type Part = readonly ['Measurement' | 'Tag' | 'Field', measurement: string, key?: string]

/**
 * An error about a part of a point. `trouble` continues a sentence and ends with the remedy; the sentence names the
 * value where that is not the part's own name.
 */
export function refusal([what, measurement, key]: Part, value: unknown, trouble: string): LineProtocolError {
  const place = key === undefined ? show(measurement) : `${show(key)} of measurement ${show(measurement)}`
  const is = value === (key ?? measurement) ? '' : ` is ${show(value)}, which`
  return new LineProtocolError(`${what} ${place}${is} ${trouble}.`, { measurement, key, value: show(value) })
}

/** A value as an error shows it: short, and text in quotes. */
export function show(value: unknown): string {
  return (typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, 100)
}
