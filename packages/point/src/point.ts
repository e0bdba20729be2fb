import { asIs, inspectAs, inspection } from '@fluxline/internal/inspect'
import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import { show } from '@fluxline/internal/show'
import { defaultLineOptions, resolveLineOptions } from './encode/encoder-options.ts'
import type { LineOptions } from './encode/encoder-options.ts'
import { lineText, sortedMembers, valueText } from './encode/line-text.ts'
import { LineProtocolError } from './errors.ts'
import { acceptTag, acceptValue, inferType, typeError } from './field-types.ts'
import type { FieldType, FieldValue } from './field-types.ts'
import type { ExactPoint, PointObject, PointShape, TagValue } from './point-object.ts'
import { checkKeys, checkMapping, namesNoKey, setMembers } from './record-mapping.ts'
import type { RecordMapping } from './record-mapping.ts'
import { newParts, partsKey, setMember } from './shape/point-parts.ts'
import type { PointParts } from './shape/point-parts.ts'
import type { MemberType } from './shape/shape.ts'
import type { Precision } from './time/precision.ts'
import { timeText, toNanoseconds, toTimeInUnit } from './time/time-input.ts'
import type { Time, TimeInUnit } from './time/time-input.ts'

/** Returns the parts of a point of this copy of the package, without copying them; `undefined` for any other object. */
export let partsOf: (point: object) => PointParts | undefined

/** Creates a point that keeps its parts. */
export function pointOf(parts: PointParts): Point {
  // The type of the constructor does not say this, because the parts are not public.
  return new (Point as new (measurement: string, parts: PointParts) => Point)(parts.measurement, parts)
}

const noMapping: RecordMapping = {}

/**
 * One point of a time series: a measurement, tags, fields and a time.
 *
 * Setters ignore `null` and `undefined`. An empty tag is not written, since line protocol has none. Of several calls with
 * one key the last counts. Tags and fields are written sorted by the bytes of their names. A point without a field is
 * nothing to write: it has no line.
 * @see InfluxDB documentation, "Line protocol"
 */
export class Point {
  readonly #parts: PointParts

  static {
    partsOf = (point) => (#parts in point ? point.#parts : undefined)
    // As declared members, symbols would make the types of two copies differ.
    Object.defineProperties(this.prototype, {
      [partsKey]: { value: ownParts, configurable: true },
      [inspection]: { value: inspectPoint, configurable: true, writable: true },
    })
  }

  /** @throws LineProtocolError if the measurement is not text */
  constructor(measurement: string)
  constructor(measurement: string, parts?: PointParts) {
    if (typeof measurement !== 'string') {
      throw new LineProtocolError(`The measurement is ${show(measurement)}; pass its name as text.`)
    }
    this.#parts = parts ?? newParts(measurement)
  }

  /** Starts a point. */
  static measurement(name: string): Point {
    return new Point(name)
  }

  /**
   * Creates a point from a {@link PointObject}, or from any other object by a mapping.
   *
   * @throws OptionError if the mapping has an unknown option
   * @throws LineProtocolError if the object has no measurement, an unknown key, or a value of another type
   */
  static from<Shape extends PointShape>(record: Shape & ExactPoint<Shape>, mapping?: undefined): Point
  static from(record: object, mapping: RecordMapping | undefined): Point
  static from(record: object, mapping: RecordMapping = noMapping): Point {
    checkMapping(mapping)
    if (typeof record !== 'object' || record === null) {
      throw new LineProtocolError(`${show(record)} is not an object with the parts of a point.`)
    }
    if (namesNoKey(mapping)) checkKeys(record)
    const { measurement, measurementKey = 'measurement', timeKey = 'time' } = mapping
    const source = record as Readonly<Record<string, unknown>>
    const point = new Point((measurement ?? source[measurementKey]) as string)
    setMembers(point, source, 'tags', mapping)
    setMembers(point, source, 'fields', mapping)
    const time = source[timeKey]
    if (time !== null && time !== undefined) point.#parts.time = toTimeInUnit(time as Time, mapping.precision, true)
    return point
  }

  /** Sets a tag. @throws LineProtocolError if the value has no exact text, as an object */
  tag(key: string, value: TagValue | null | undefined): this {
    return this.#set('tag', key, value, acceptTag(value))
  }

  /**
   * Sets a field.
   *
   * @param type By default the type of the value: a number is a float, a bigint an integer.
   */
  field(key: string, value: FieldValue | null | undefined, type?: FieldType): this {
    if (value === null || value === undefined) return this
    const own = type ?? inferType(value, key, this.#parts.measurement)
    return this.#set(own, key, value, acceptValue(value, own))
  }

  /** Sets a float. NaN and ±Infinity are handled by the encoder: see {@link LineOptions.nonFinite}. */
  floatField(key: string, value: number | null | undefined): this {
    return this.#set('float', key, value, acceptValue(value, 'float'))
  }

  /** Sets a signed 64-bit integer, from a number without a fraction, a bigint or decimal text. */
  intField(key: string, value: number | bigint | string | null | undefined): this {
    return this.#set('int', key, value, acceptValue(value, 'int'))
  }

  /** Sets an unsigned 64-bit integer, from a number without a fraction, a bigint or decimal text. */
  uintField(key: string, value: number | bigint | string | null | undefined): this {
    return this.#set('uint', key, value, acceptValue(value, 'uint'))
  }

  /** Sets a boolean. */
  booleanField(key: string, value: boolean | null | undefined): this {
    return this.#set('boolean', key, value, acceptValue(value, 'boolean'))
  }

  /** Sets a string. */
  stringField(key: string, value: string | null | undefined): this {
    return this.#set('string', key, value, acceptValue(value, 'string'))
  }

  /**
   * Sets the time. Without one, the server or the batch writer timestamps the point.
   *
   * @param precision The unit of an integer, which is in nanoseconds otherwise, and of text of digits.
   * @throws LineProtocolError if it is not a time, is out of range, or has no precision and is probably in another unit
   */
  time(value: Time | null | undefined, precision?: Precision): this {
    if (value !== null && value !== undefined) this.#parts.time = toTimeInUnit(value, precision)
    return this
  }

  /** The measurement's name. */
  get measurement(): string {
    return this.#parts.measurement
  }

  /** The tags by name, as a new object, in the order of their names. */
  get tags(): Readonly<Record<string, string>> {
    return valuesOf(this, true) as Record<string, string>
  }

  /** The fields by name, as a new object, in the order of their names; integers may be bigints. */
  get fields(): Readonly<Record<string, FieldValue>> {
    return valuesOf(this, false)
  }

  /** Returns the type of a field; `undefined` if the point does not have it. */
  fieldType(key: string): FieldType | undefined {
    const { shape, values } = this.#parts
    const place = shape.placeOf(key, false)
    return values[place] === undefined ? undefined : (shape.members[place]!.type as FieldType)
  }

  /** The time that {@link time} set, as an integer and its unit; `undefined` if the point has none. */
  get timestamp(): TimeInUnit | undefined {
    return this.#parts.time
  }

  /** Removes a tag. */
  removeTag(key: string): this {
    return this.#remove(key, true)
  }

  /** Removes a field. */
  removeField(key: string): this {
    return this.#remove(key, false)
  }

  /** Returns an independent point with the same parts. */
  copy(): Point {
    return pointOf({ ...this.#parts, values: [...this.#parts.values] })
  }

  /** Whether both are points that are written alike: the same measurement, tags, fields with their types, and time. */
  equals(other: unknown): boolean {
    // A point of another copy of this package is one too.
    const isPoint = typeof (Object(other) as Partial<Point>).fieldType === 'function'
    return isPoint && identityOf(this) === identityOf(other as Point)
  }

  /**
   * Writes the point as a line, without a newline; `undefined` if it has no field.
   *
   * @throws OptionError if an option is unknown or wrong
   * @throws LineProtocolError if line protocol cannot express a part of the point
   */
  toLineProtocol(options?: LineOptions): string | undefined {
    const resolved = options === undefined ? defaultLineOptions : resolveLineOptions('toLineProtocol', options)
    return lineText(partsOf(this)!, resolved)
  }

  /** Returns the line for people to read, or in brackets why the point has none. */
  toString(): string {
    try {
      return this.toLineProtocol() ?? '(no fields)'
    } catch (error) {
      return `(${(error as Error).message})`
    }
  }

  /** Returns the parts as JSON can hold them: integers beyond 2^53 and the time are text. `Point.from` reads them. */
  toJSON(): PointObject {
    const { measurement, tags, fields } = this
    const entries = Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'bigint' ? toJSONInteger(value) : value,
    ])
    return { measurement, tags, fields: Object.fromEntries(entries), time: rfc3339Of(this) }
  }

  /** @param accepted The value as a point keeps it. Each setter asks its type itself, which the engine then inlines. */
  #set(type: MemberType, key: string, value: unknown, accepted: FieldValue | undefined): this {
    if (accepted !== undefined) setMember(this.#parts, type, key, accepted)
    else if (value !== null && value !== undefined) throw typeError(value, type, key, this.#parts.measurement)
    return this
  }

  #remove(key: string, isTag: boolean): this {
    const { shape, values } = this.#parts
    const place = shape.placeOf(key, isTag)
    if (values[place] !== undefined) values[place] = undefined
    return this
  }
}

function valuesOf(point: Point, areTags: boolean): Record<string, FieldValue> {
  return Object.fromEntries(sortedMembers(partsOf(point)!, areTags).map(({ key, value }) => [key, value]))
}

/** Returns what tells a point from others, in a form that all copies of this package have in common. */
function identityOf(point: Point): string {
  const { measurement, tags, fields, timestamp } = point
  return JSON.stringify([
    measurement,
    Object.entries(tags).filter((tag) => tag.every(Boolean)),
    Object.entries(fields).map(([key, value]) => [key, valueText(value, point.fieldType(key)!)]),
    timestamp && timeText(timestamp, 'ns'),
  ])
}

function ownParts(this: Point): PointParts | undefined {
  return partsOf(this)
}

function inspectPoint(this: Point, ...args: [depth?: number, options?: object]): string {
  // The prototype itself is printed too, and has no parts.
  if (partsOf(this) === undefined) return 'Point {}'
  const { measurement, tags, fields } = this
  const time = rfc3339Of(this)
  return inspectAs(`Point '${measurement}'`, { tags, fields, time: time && asIs(time) }, ...args)
}

function rfc3339Of({ timestamp }: Point): string | undefined {
  return timestamp && formatRfc3339(toNanoseconds(timestamp.value, timestamp.unit))
}

function toJSONInteger(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
