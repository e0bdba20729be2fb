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
  readonly measurement: string | undefined
  readonly key: string | undefined
  readonly value: string | undefined
  constructor(message: string, place: LineProtocolErrorPlace = {}) {
    super(message)
    this.measurement = place.measurement
    this.key = place.key
    this.value = place.value
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}

/** A value as an error shows it: short, and with its type visible. */
export function show(value: unknown): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' ? `${value}n` : String(value)
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}

/** The same error, naming the measurement too where it did not. */
export function inMeasurement(error: unknown, measurement: string): unknown {
  if (!(error instanceof LineProtocolError) || error.measurement !== undefined) return error
  const { key, value } = error
  return new LineProtocolError(`${error.message.slice(0, -1)} (measurement ${show(measurement)}).`, {
    measurement,
    key,
    value,
  })
}
