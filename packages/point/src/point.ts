import { LineProtocolError, show } from './errors.ts'
import type { Part } from './errors.ts'
import { escapeBy, FIELD_KEY, MEASUREMENT, quote, TAG_KEY, TAG_VALUE } from './encode/escape.ts'
import type { EscapeOptions } from './encode/escape.ts'
import { refuseNonFinite, toValue, typeOf } from './field-types.ts'
import type { FieldType, FieldValue, NonFinite } from './field-types.ts'
import { formOf, stepFrom } from './shape/shape.ts'
import type { Form } from './shape/shape.ts'
import { sortByKey } from './shape/sort-keys.ts'
import type { Precision } from './time/precision.ts'
import { chosen } from './record-mapping.ts'
import type { RecordMapping } from './record-mapping.ts'
import { timeText, toInstant } from './time/time-input.ts'
import type { Instant, TimeInput } from './time/time-input.ts'

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
  readonly values: readonly FieldValue[]
  readonly time: Instant | undefined
}

/** The parts of a point of this copy of the package, without a copy of them; `undefined` for any other object. */
export let partsOf: (point: object) => PointParts | undefined

type Member = [key: string, value: FieldValue, type: FieldType | 'tag']

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
  #values: FieldValue[] = []
  #time: Instant | undefined

  static {
    partsOf = (point) => (#form in point ? { form: point.#form, values: point.#values, time: point.#time } : undefined)
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
    const { measurement, measurementKey = 'measurement', timeKey = 'time', tagKeys, fieldKeys, fieldTypes } = mapping
    const source = record as Readonly<Record<string, unknown>>
    const point = new Point((measurement ?? source[measurementKey]) as string)
    for (const [key, value] of chosen(source, tagKeys, 'tags')) point.#set('tag', key, value)
    const types = new Map(Object.entries(fieldTypes ?? {}))
    for (const [key, value] of chosen(source, fieldKeys, 'fields'))
      point.#set(types.get(key) ?? typeOf(value), key, value)
    return point.time(source[timeKey] as TimeInput, mapping.precision)
  }

  /** Sets a tag. @throws LineProtocolError where the value has no text of its own, as an object has none */
  tag(key: string, value: TagValue | null | undefined): this {
    return this.#set('tag', key, value)
  }

  /** Sets a field by its value's type: a number is a float, a bigint an integer. */
  field(key: string, value: FieldValue | null | undefined): this {
    return this.#set(typeOf(value), key, value)
  }

  /** Sets a float. NaN and the infinities are the encoder's question: see {@link LineOptions.nonFinite}. */
  floatField(key: string, value: number | null | undefined): this {
    return this.#set('float', key, value)
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
    return this.#set('string', key, value)
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

  /** The tags by name, as a new object, in the order of their names. */
  get tags(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#members(true)) as Record<string, string>
  }

  /** The fields by name, as a new object, in the order of their names; integers may be bigints. */
  get fields(): Readonly<Record<string, FieldValue>> {
    return Object.fromEntries(this.#members(false))
  }

  /** The type a field is written with; `undefined` where there is no such field. */
  fieldType(key: string): FieldType | undefined {
    return this.#members(false).find((member) => member[0] === key)?.[2] as FieldType
  }

  /** The time as an integer and its unit; `undefined` where there is none. */
  get timestamp(): Instant | undefined {
    return this.#time
  }

  /** Takes a tag off. */
  removeTag(key: string): this {
    return this.#keep((member) => member[0] !== key || member[2] !== 'tag')
  }

  /** Takes a field off. */
  removeField(key: string): this {
    return this.#keep((member) => member[0] !== key || member[2] === 'tag')
  }

  /** A point of its own with the same parts. */
  copy(): Point {
    const copy = new Point(this.measurement)
    copy.#form = this.#form
    copy.#values = [...this.#values]
    copy.#time = this.#time
    return copy
  }

  /** Whether both have the same measurement, tags, fields with their types, and time; an empty tag is no tag. */
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
    let line = escapeBy(MEASUREMENT, measurement, options, ['Measurement', measurement])
    const tags = new Map<string, string>()
    for (const [key, value] of [...Object.entries(options.defaultTags ?? {}), ...this.#members(true)]) {
      // Line protocol has no empty tag: it is left out, and does not hide a default one.
      if (key === '') continue
      const escaped = escapeBy(TAG_VALUE, value as string, options, ['Tag', measurement, key])
      if (escaped !== '' || !tags.has(key)) tags.set(key, escaped)
    }
    for (const [key, value] of sortByKey([...tags])) {
      const name = escapeBy(TAG_KEY, key, options, ['Tag', measurement, key])
      if (value !== '') line += `,${name}=${value}`
    }
    let separator = ' '
    for (const [key, value, type] of this.#members(false)) {
      const part: Part = ['Field', measurement, key]
      const name = escapeBy(FIELD_KEY, key, options, part)
      if (type === 'float' && !Number.isFinite(value)) {
        if (options.nonFinite !== 'omit') refuseNonFinite(value as number, part)
        continue
      }
      line += `${separator}${name}=${type === 'string' ? quote(value as string, part) : literal(value, type)}`
      separator = ','
    }
    if (separator === ' ') return undefined
    return this.#time === undefined ? line : `${line} ${timeText(this.#time, options.precision ?? 'ns')}`
  }

  /** The line, for people: why there is none is said in brackets. */
  toString(): string {
    try {
      return this.toLineProtocol() ?? '(no fields)'
    } catch (error) {
      return `(${(error as Error).message})`
    }
  }

  #set(type: FieldType | 'tag', key: string, value: unknown): this {
    if (value === null || value === undefined) return this
    const checked = toValue(value, type, key, this.#form.measurement)
    const step = stepFrom(this.#form, type, key)
    this.#form = step.to
    this.#values[step.at] = checked
    return this
  }

  /** The tags or the fields, as they are sorted in a line. */
  #members(areTags: boolean): Member[] {
    return sortByKey(this.#all().filter((member) => (member[2] === 'tag') === areTags))
  }

  #all(): Member[] {
    return this.#form.members.map(({ key, type }, at) => [key, this.#values[at]!, type])
  }

  #keep(isKept: (member: Member) => boolean): this {
    const kept = this.#all().filter(isKept)
    this.#form = formOf(this.measurement)
    this.#values = []
    for (const [key, value, type] of kept) this.#set(type, key, value)
    return this
  }
}

/** A field's value as the line has it, but for what is escaped in a string. */
function literal(value: FieldValue, type: string | undefined): string {
  // `String(-0)` is `0`.
  const text = Object.is(value, -0) && type === 'float' ? '-0' : `${value}`
  // The suffix of an integer is how its type begins.
  return type === 'string' ? JSON.stringify(text) : type?.endsWith('int') ? text + type[0] : text
}

/** What tells a point from others, in a form that all copies of this package have in common. */
function identityOf(point: Point): string {
  const { measurement, tags, fields, timestamp } = point
  return JSON.stringify([
    measurement,
    Object.entries(tags).filter((tag) => tag.every(Boolean)),
    Object.entries(fields).map(([key, value]) => [key, literal(value, point.fieldType(key))]),
    timestamp && timeText(timestamp, 'ns'),
  ])
}
