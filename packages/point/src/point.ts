import { inMeasurement, LineProtocolError, show } from './errors.ts'
import { escapeKey, escapeMeasurement, quoteString } from './escape.ts'
import type { EscapeOptions } from './escape.ts'
import { refuseNonFinite, toField, typeOf } from './field.ts'
import type { FieldType, FieldValue, NonFinite } from './field.ts'
import { compareUtf8 } from './order.ts'
import type { Precision } from './precision.ts'
import { fillFromRecord } from './record.ts'
import type { RecordMapping } from './record.ts'
import { timeText, toInstant } from './time.ts'
import type { Instant, TimeInput } from './time.ts'

/** A tag's value; numbers and booleans are written as their text. */
export type TagValue = string | number | bigint | boolean

/** How a point is written. */
export interface LineOptions extends EscapeOptions {
  /** Unit of the time; a finer one of the point's own is cut to its floor. @defaultValue 'ns' */
  readonly precision?: Precision | undefined
  /** Tags for a point that does not have them. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
  /** NaN and the infinities: an error, or a field left out. @defaultValue 'throw' */
  readonly nonFinite?: NonFinite | undefined
}

/** What a point is made of, as it was set: of several entries with one key, the last counts. */
export interface PointParts {
  readonly measurement: string
  /** Key, value, key, value, … */
  readonly tags: readonly string[]
  /** Key, type, value, key, type, value, … */
  readonly fields: readonly FieldValue[]
  readonly time: Instant | undefined
}

/** The parts of a point of this copy of the package, without a copy of them; `undefined` for any other object. */
export let partsOf: (point: object) => PointParts | undefined

/**
 * One point of a time series: a measurement, tags, fields and a time.
 *
 * A setter that is given `null` or `undefined` leaves the point as it was, and an empty tag is not written, since line
 * protocol has none. Tags and fields are written sorted by the bytes of their names.
 * @see InfluxDB documentation, "Line protocol"
 */
export class Point {
  readonly #measurement: string
  #tags: string[] = []
  #fields: FieldValue[] = []
  #time: Instant | undefined

  static {
    partsOf = (point) =>
      #measurement in point
        ? { measurement: point.#measurement, tags: point.#tags, fields: point.#fields, time: point.#time }
        : undefined
  }

  /** @throws LineProtocolError where the measurement is not text */
  constructor(measurement: string) {
    if (typeof measurement !== 'string') {
      throw new LineProtocolError(`The measurement is ${show(measurement)}; give its name as text.`)
    }
    this.#measurement = measurement
  }

  /** Starts a point. */
  static measurement(name: string): Point {
    return new Point(name)
  }

  /**
   * Makes a point of an object: of `{ measurement, tags, fields, time }`, or of any other by a mapping.
   *
   * @throws LineProtocolError where there is no measurement, or a value does not fit
   */
  static from(record: object, mapping: RecordMapping = {}): Point {
    return fillFromRecord(record, mapping, (measurement) => new Point(measurement))
  }

  /** Sets a tag. @throws LineProtocolError where the value has no text of its own, as an object has none */
  tag(key: string, value: TagValue | null | undefined): this {
    if (typeof value === 'string') this.#tags.push(key, value)
    else if (value !== null && value !== undefined) this.#tags.push(key, tagText(value, key, this.#measurement))
    return this
  }

  /** Sets a field by its value's type: a number is a float, a bigint an integer. */
  field(key: string, value: FieldValue | null | undefined): this {
    if (value === null || value === undefined) return this
    return this.#set(key, typeOf(value, { measurement: this.#measurement, key }), value)
  }

  /** Sets a float. NaN and the infinities are the encoder's question: see {@link LineOptions.nonFinite}. */
  floatField(key: string, value: number | null | undefined): this {
    if (typeof value !== 'number') return this.#set(key, 'float', value)
    this.#fields.push(key, 'float', value)
    return this
  }

  /** Sets a signed 64-bit integer, from a number without a fraction, a bigint or decimal text. */
  intField(key: string, value: number | bigint | string | null | undefined): this {
    return this.#set(key, 'int', value)
  }

  /** Sets an unsigned 64-bit integer, from a number without a fraction, a bigint or decimal text. */
  uintField(key: string, value: number | bigint | string | null | undefined): this {
    return this.#set(key, 'uint', value)
  }

  booleanField(key: string, value: boolean | null | undefined): this {
    return this.#set(key, 'boolean', value)
  }

  stringField(key: string, value: string | null | undefined): this {
    if (typeof value !== 'string') return this.#set(key, 'string', value)
    this.#fields.push(key, 'string', value)
    return this
  }

  /**
   * Sets the time; without one the server, or the batch writer, gives the point its own.
   *
   * @param precision The unit of an integer, which is in nanoseconds otherwise.
   * @throws LineProtocolError on what is not a time, is out of range, or looks like a slip of units
   */
  time(value: TimeInput | null | undefined, precision?: Precision): this {
    if (value !== null && value !== undefined) this.#time = toInstant(value, precision)
    return this
  }

  get measurement(): string {
    return this.#measurement
  }

  /** The tags by name, as a new object. */
  get tags(): Readonly<Record<string, string>> {
    return Object.fromEntries(pairs(this.#tags))
  }

  /** The fields by name, as a new object; integers may be bigints. */
  get fields(): Readonly<Record<string, FieldValue>> {
    return Object.fromEntries([...entries(this.#fields)].map(([key, { value }]) => [key, value]))
  }

  /** The type a field is written with; `undefined` where there is no such field. */
  fieldType(key: string): FieldType | undefined {
    return entries(this.#fields).get(key)?.type
  }

  /** The time as an integer and its unit; `undefined` where there is none. */
  get timestamp(): Instant | undefined {
    return this.#time
  }

  removeTag(key: string): this {
    this.#tags = this.#tags.filter((_, at, all) => all[at - (at % 2)] !== key)
    return this
  }

  removeField(key: string): this {
    this.#fields = this.#fields.filter((_, at, all) => all[at - (at % 3)] !== key)
    return this
  }

  /** A point of its own with the same parts. */
  copy(): Point {
    const copy = new Point(this.#measurement)
    copy.#tags = [...this.#tags]
    copy.#fields = [...this.#fields]
    copy.#time = this.#time
    return copy
  }

  /** Whether both would be written as the same line. */
  equals(other: Point): boolean {
    const options = { nonFinite: 'omit', trailingBackslash: 'pad' } as const
    return this.toLineProtocol(options) === other.toLineProtocol(options)
  }

  /**
   * Writes the point as a line, without a newline; `undefined` where it has no field.
   *
   * @throws LineProtocolError on what line protocol cannot say
   */
  toLineProtocol(options: LineOptions = {}): string | undefined {
    try {
      const fields = fieldsText(entries(this.#fields), this.#measurement, options)
      if (fields === '') return undefined
      const time = this.#time === undefined ? '' : ` ${timeText(this.#time, options.precision ?? 'ns')}`
      return `${escapeMeasurement(this.#measurement, options)}${tagsText(this.#tags, options)} ${fields}${time}`
    } catch (error) {
      throw inMeasurement(error, this.#measurement)
    }
  }

  /** The line, for people: what cannot be written is said instead of thrown. */
  toString(): string {
    try {
      return this.toLineProtocol() ?? `(point of ${show(this.#measurement)} without fields)`
    } catch (error) {
      return `(invalid point: ${(error as Error).message})`
    }
  }

  #set(key: string, type: FieldType, value: unknown): this {
    if (value === null || value === undefined) return this
    this.#fields.push(key, type, toField(value, type, { measurement: this.#measurement, key }))
    return this
  }
}

function tagText(value: unknown, key: string, measurement: string): string {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  throw new LineProtocolError(
    `Tag ${show(key)} of measurement ${show(measurement)} is ${show(value)}; give text, a number or a boolean.`,
    { measurement, key, value: show(value) },
  )
}

function* pairs(tags: readonly string[]): Iterable<[string, string]> {
  for (let at = 0; at < tags.length; at += 2) yield [tags[at]!, tags[at + 1]!]
}

function entries(fields: readonly FieldValue[]): Map<string, { type: FieldType; value: FieldValue }> {
  const map = new Map<string, { type: FieldType; value: FieldValue }>()
  for (let at = 0; at < fields.length; at += 3) {
    map.set(fields[at] as string, { type: fields[at + 1] as FieldType, value: fields[at + 2]! })
  }
  return map
}

function tagsText(tags: readonly string[], options: LineOptions): string {
  const all = new Map(Object.entries(options.defaultTags ?? {}))
  // An empty tag of the point's own is no tag, so it does not hide a default one.
  for (const [key, value] of new Map(pairs(tags))) if (value !== '') all.set(key, value)
  return sorted(all)
    .map(([key, value]) =>
      key === '' || value === '' ? '' : `,${escapeKey(key, options)}=${escapeKey(value, options)}`,
    )
    .join('')
}

function fieldsText(
  fields: ReadonlyMap<string, { type: FieldType; value: FieldValue }>,
  measurement: string,
  options: LineOptions,
): string {
  const texts: string[] = []
  for (const [key, { type, value }] of sorted(fields)) {
    if (typeof value === 'number' && type === 'float' && !Number.isFinite(value)) {
      if (options.nonFinite !== 'omit') refuseNonFinite(value, { measurement, key })
    } else {
      texts.push(`${fieldKey(key, measurement, options)}=${fieldText(type, value)}`)
    }
  }
  return texts.join(',')
}

function fieldKey(key: string, measurement: string, options: EscapeOptions): string {
  if (key !== '') return escapeKey(key, options)
  throw new LineProtocolError(`A field of measurement ${show(measurement)} has an empty name; give it one.`, {
    measurement,
    key,
  })
}

function fieldText(type: FieldType, value: FieldValue): string {
  if (type === 'string') return quoteString(value as string)
  if (type === 'int') return `${value}i`
  if (type === 'uint') return `${value}u`
  // String(-0) is '0'.
  return Object.is(value, -0) ? '-0' : String(value)
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => compareUtf8(a, b))
}
