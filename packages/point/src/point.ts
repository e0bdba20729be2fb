import { LineProtocolError, refusal, show } from './errors.ts'
import { escapeFieldKey, escapeMeasurement, escapeTagKey, escapeTagValue, quoteString } from './escape.ts'
import type { EscapeOptions } from './escape.ts'
import { refuseNonFinite, toField, typeOf } from './field.ts'
import type { FieldType, FieldValue, NonFinite } from './field.ts'
import { formOf } from './form.ts'
import type { Form } from './form.ts'
import { compareUtf8 } from './order.ts'
import type { Precision } from './precision.ts'
import { membersOf } from './record.ts'
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

/** What a point is made of: its keys in the form, their values in the form's order. */
export interface PointParts {
  readonly form: Form
  readonly tags: readonly string[]
  readonly fields: readonly FieldValue[]
  readonly time: Instant | undefined
}

/** The parts of a point of this copy of the package, without a copy of them; `undefined` for any other object. */
export let partsOf: (point: object) => PointParts | undefined

/**
 * One point of a time series: a measurement, tags, fields and a time.
 *
 * A setter that is given `null` or `undefined` leaves the point as it was, and an empty tag is not written, since line
 * protocol has none. Of several calls with one key the last counts. Tags and fields are written sorted by the bytes of
 * their names.
 * @see InfluxDB documentation, "Line protocol"
 */
export class Point {
  #form: Form
  #tags: string[] = []
  #fields: FieldValue[] = []
  #time: Instant | undefined

  static {
    partsOf = (point) =>
      #form in point ? { form: point.#form, tags: point.#tags, fields: point.#fields, time: point.#time } : undefined
  }

  /** @throws LineProtocolError where the measurement is not text */
  constructor(measurement: string) {
    if (typeof measurement !== 'string') {
      throw new LineProtocolError(`The measurement is ${show(measurement)}; give its name as text.`)
    }
    this.#form = formOf(measurement)
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
    const { measurement, tags, fields, time } = membersOf(record, mapping)
    const point = new Point(measurement as string)
    for (const [key, value] of tags) point.tag(key, value as TagValue)
    for (const [key, value, type] of fields) {
      if (type === undefined) point.field(key, value as FieldValue)
      else point.#set(type, key, value)
    }
    return point.time(time as TimeInput, mapping.precision)
  }

  /** Sets a tag. @throws LineProtocolError where the value has no text of its own, as an object has none */
  tag(key: string, value: TagValue | null | undefined): this {
    if (value === null || value === undefined) return this
    const text = typeof value === 'string' ? value : tagText(value, key, this.measurement)
    const step = this.#form.step('tag', key)
    this.#form = step.to
    this.#tags[step.at] = text
    return this
  }

  /** Sets a field by its value's type: a number is a float, a bigint an integer. */
  field(key: string, value: FieldValue | null | undefined): this {
    if (value === null || value === undefined) return this
    return this.#put(typeOf(value, key, this.measurement), key, value)
  }

  /** Sets a float. NaN and the infinities are the encoder's question: see {@link LineOptions.nonFinite}. */
  floatField(key: string, value: number | null | undefined): this {
    return typeof value === 'number' ? this.#put('float', key, value) : this.#set('float', key, value)
  }

  /** Sets a signed 64-bit integer, from a number without a fraction, a bigint or decimal text. */
  intField(key: string, value: number | bigint | string | null | undefined): this {
    return this.#set('int', key, value)
  }

  /** Sets an unsigned 64-bit integer, from a number without a fraction, a bigint or decimal text. */
  uintField(key: string, value: number | bigint | string | null | undefined): this {
    return this.#set('uint', key, value)
  }

  /** Sets a boolean. */
  booleanField(key: string, value: boolean | null | undefined): this {
    return this.#set('boolean', key, value)
  }

  /** Sets a string. */
  stringField(key: string, value: string | null | undefined): this {
    return typeof value === 'string' ? this.#put('string', key, value) : this.#set('string', key, value)
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

  /** The measurement's name. */
  get measurement(): string {
    return this.#form.measurement
  }

  /** The tags by name, as a new object. */
  get tags(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#tagEntries())
  }

  /** The fields by name, as a new object; integers may be bigints. */
  get fields(): Readonly<Record<string, FieldValue>> {
    return Object.fromEntries(this.#fieldEntries().map(([key, , value]) => [key, value]))
  }

  /** The type a field is written with; `undefined` where there is no such field. */
  fieldType(key: string): FieldType | undefined {
    return this.#fieldEntries().find((entry) => entry[0] === key)?.[1]
  }

  /** The time as an integer and its unit; `undefined` where there is none. */
  get timestamp(): Instant | undefined {
    return this.#time
  }

  /** Takes a tag off. */
  removeTag(key: string): this {
    return this.#become(this.#without(key))
  }

  /** Takes a field off. */
  removeField(key: string): this {
    return this.#become(this.#without(undefined, key))
  }

  /** A point of its own with the same parts. */
  copy(): Point {
    return this.#without()
  }

  /** Whether both have the same measurement, tags, fields of the same types, and time; an empty tag is no tag. */
  equals(other: Point): boolean {
    return identityOf(this) === identityOf(other)
  }

  /**
   * Writes the point as a line, without a newline; `undefined` where it has no field.
   *
   * @throws LineProtocolError on what line protocol cannot say
   */
  toLineProtocol(options: LineOptions = {}): string | undefined {
    const { measurement } = this
    const fields: string[] = []
    for (const [key, type, value] of sorted(this.#fieldEntries())) {
      const text = fieldText(value, type, key, measurement, options)
      if (text !== undefined) fields.push(`${escapeFieldKey(key, options, measurement)}=${text}`)
    }
    if (fields.length === 0) return undefined
    let head = escapeMeasurement(measurement, options)
    for (const [key, value] of sorted(this.#tagsWith(options.defaultTags))) {
      head += `,${escapeTagKey(key, options, measurement)}=${escapeTagValue(value, options, key, measurement)}`
    }
    const time = this.#time === undefined ? '' : ` ${timeText(this.#time, options.precision ?? 'ns')}`
    return `${head} ${fields.join(',')}${time}`
  }

  /** The line, for people: what cannot be written is said instead of thrown. */
  toString(): string {
    try {
      return this.toLineProtocol() ?? `(point of ${show(this.measurement)} without fields)`
    } catch (error) {
      return `(invalid point: ${(error as Error).message})`
    }
  }

  #set(type: FieldType, key: string, value: unknown): this {
    if (value === null || value === undefined) return this
    return this.#put(type, key, toField(value, type, key, this.measurement))
  }

  #put(type: FieldType, key: string, value: FieldValue): this {
    const step = this.#form.step(type, key)
    this.#form = step.to
    this.#fields[step.at] = value
    return this
  }

  #without(tagKey?: string, fieldKey?: string): Point {
    const point = new Point(this.measurement)
    for (const [key, value] of this.#tagEntries()) if (key !== tagKey) point.tag(key, value)
    for (const [key, type, value] of this.#fieldEntries()) if (key !== fieldKey) point.#put(type, key, value)
    point.#time = this.#time
    return point
  }

  #become(point: Point): this {
    this.#form = point.#form
    this.#tags = point.#tags
    this.#fields = point.#fields
    return this
  }

  #tagEntries(): [key: string, value: string][] {
    return this.#form.tags().map(([key, at]) => [key, this.#tags[at]!])
  }

  #fieldEntries(): [key: string, type: FieldType, value: FieldValue][] {
    return this.#form.fields().map(([key, at, type]) => [key, type, this.#fields[at]!])
  }

  /** The tags to write: an empty one is no tag, so it does not hide a default one. */
  #tagsWith(defaultTags: LineOptions['defaultTags']): [key: string, value: string][] {
    const tags = new Map(Object.entries(defaultTags ?? {}))
    for (const [key, value] of this.#tagEntries()) if (value !== '') tags.set(key, value)
    return [...tags].filter(([key, value]) => key !== '' && value !== '')
  }
}

function tagText(value: unknown, key: string, measurement: string): string {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  throw refusal({ what: 'Tag', measurement, key }, value, 'has no text of its own; give text, a number or a boolean')
}

function fieldText(
  value: FieldValue,
  type: FieldType,
  key: string,
  measurement: string,
  options: LineOptions,
): string | undefined {
  if (type === 'string') return quoteString(value as string, key, measurement)
  if (type !== 'float') return `${value}${type === 'boolean' ? '' : type[0]}`
  if (Number.isFinite(value)) return floatText(value)
  return options.nonFinite === 'omit' ? undefined : refuseNonFinite(value as number, key, measurement)
}

/** `String(-0)` is `0`. */
function floatText(value: FieldValue): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function identityOf(point: Point): string {
  const { measurement, fields, tags, timestamp } = point
  return JSON.stringify([
    measurement,
    sorted(Object.entries(tags).filter(([, value]) => value !== '')),
    sorted(Object.entries(fields)).map(([key, value]) => [key, point.fieldType(key), floatText(value)]),
    timestamp && timeText(timestamp, 'ns'),
  ])
}

function sorted<Entry extends readonly [key: string, ...unknown[]]>(entries: Entry[]): Entry[] {
  return entries.sort(([a], [b]) => compareUtf8(a, b))
}
