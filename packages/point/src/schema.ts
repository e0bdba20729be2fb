import { LineProtocolError, show } from './errors.ts'
import { toValue } from './field.ts'
import type { FieldType, FieldValue } from './field.ts'
import type { Keys } from './layout.ts'
import type { Precision } from './precision.ts'
import { escapeFieldKey, escapeMeasurement, escapeTagKey } from './names.ts'
import { SchemaRecord } from './schema-record.ts'
import type { RowParts } from './schema-record.ts'
import { toInstant } from './time.ts'
import type { Instant, TimeInput } from './time.ts'

/** A member of a schema: its type, and whether a record may lack it. */
export interface Member<Type extends FieldType | 'tag', Optional extends boolean> {
  readonly type: Type
  readonly optional: Optional
}

/** Whether a record may lack a member. */
export interface MemberOptions<Optional extends boolean> {
  /** @defaultValue false */
  readonly optional?: Optional | undefined
}

/** A tag; its values are text. */
export const tag: MemberMaker<'tag'> = /* @__PURE__ */ memberMaker('tag')
/** A 64-bit float, from a number. */
export const float: MemberMaker<'float'> = /* @__PURE__ */ memberMaker('float')
/** A signed 64-bit integer, from a number without a fraction or a bigint. */
export const int: MemberMaker<'int'> = /* @__PURE__ */ memberMaker('int')
/** An unsigned 64-bit integer, from a number without a fraction or a bigint. */
export const uint: MemberMaker<'uint'> = /* @__PURE__ */ memberMaker('uint')
/** A boolean. */
export const boolean: MemberMaker<'boolean'> = /* @__PURE__ */ memberMaker('boolean')
/** A string. */
export const string: MemberMaker<'string'> = /* @__PURE__ */ memberMaker('string')

/** Makes a member of one type; `{ optional: true }` lets records lack it. */
// Overloads, since an inferred type parameter would be widened to `boolean` by the place where the member is put.
export interface MemberMaker<Type extends FieldType | 'tag'> {
  (options?: MemberOptions<false>): Member<Type, false>
  (options: MemberOptions<boolean>): Member<Type, true>
}

function memberMaker<Type extends FieldType | 'tag'>(type: Type): MemberMaker<Type> {
  const make = (options?: MemberOptions<boolean>): Member<Type, boolean> =>
    Object.freeze({ type, optional: options?.optional ?? false })
  return make as MemberMaker<Type>
}

type TagMember = Member<'tag', boolean>
type FieldMember = Member<FieldType, boolean>

/** What a measurement holds: its tags, its fields with their types, and the unit of numeric times. */
export interface MeasurementDefinition {
  readonly tags?: Readonly<Record<string, TagMember>> | undefined
  readonly fields: Readonly<Record<string, FieldMember>>
  /** Unit of a `time` that is an integer. @defaultValue 'ns' */
  readonly time?: Precision | undefined
}

interface ValueTypes {
  tag: string
  float: number
  int: number | bigint
  uint: number | bigint
  boolean: boolean
  string: string
}

type Required<Members> = {
  [Key in keyof Members as Members[Key] extends Member<FieldType | 'tag', false> ? Key : never]: ValueOf<Members[Key]>
}
type Optional<Members> = {
  [Key in keyof Members as Members[Key] extends Member<FieldType | 'tag', false> ? never : Key]?:
    | ValueOf<Members[Key]>
    | null
    | undefined
}
type ValueOf<M> = M extends Member<infer Type, boolean> ? ValueTypes[Type] : never
type Flat<T> = { [Key in keyof T]: T[Key] }

/** The flat object that a schema's `record` takes: tags, fields and `time` side by side. */
export type RecordInput<Definition extends MeasurementDefinition> = Flat<
  Required<Definition['tags'] & {}> &
    Optional<Definition['tags'] & {}> &
    Required<Definition['fields']> &
    Optional<Definition['fields']> & { time?: TimeInput | null | undefined }
>

/** A measurement whose tags and fields, and their types, are fixed. */
export interface Measurement<Definition extends MeasurementDefinition> {
  readonly name: string
  readonly definition: Definition
  /**
   * Makes a record that every writer takes. The object is copied.
   *
   * @throws LineProtocolError on a key that the schema does not have, a required one that is missing, and a value that
   * is not of its type
   */
  record(values: RecordInput<Definition>): SchemaRecord
}

/**
 * Fixes what a measurement holds, so that a field has one type for ever and a slip of the pen is an error.
 *
 * ```ts
 * const Weather = defineMeasurement('weather', {
 *   tags: { station: tag() },
 *   fields: { temperature: float(), gusts: int({ optional: true }) },
 *   time: 'ms',
 * })
 * Weather.record({ station: 'KSEA', temperature: 11.2, gusts: 3n, time: new Date() })
 * ```
 *
 * @throws LineProtocolError where there is no field, a key is that of a tag and a field, or line protocol cannot say a name
 */
export function defineMeasurement<const Definition extends MeasurementDefinition>(
  name: string,
  definition: Definition,
): Measurement<Definition> {
  const reader = new RecordReader(name, definition)
  return {
    name,
    definition,
    record: (values) => new SchemaRecord(reader.read(values)),
  }
}

type ColumnType = FieldType | 'tag' | 'time'

/** One order of keys that records came in. */
interface KeyOrder extends Keys {
  readonly keys: readonly string[]
  readonly types: readonly ColumnType[]
}

/** Reads records; those with the same keys in the same order share a {@link KeyOrder}, and so a layout. */
class RecordReader {
  readonly #name: string
  readonly #types = new Map<string, ColumnType>([['time', 'time']])
  readonly #required: readonly string[]
  readonly #unit: Precision
  #orders: KeyOrder[] = []
  #last: KeyOrder | undefined

  constructor(name: string, { tags = {}, fields, time = 'ns' }: MeasurementDefinition) {
    this.#name = name
    this.#unit = time
    escapeMeasurement(name)
    for (const key of Object.keys(tags)) escapeTagKey(key)
    for (const key of Object.keys(fields)) escapeFieldKey(key)
    const members = [...Object.entries(tags), ...Object.entries(fields)]
    for (const [key, { type }] of members) {
      if (this.#types.has(key)) throw this.#error(key, 'is a tag and a field of the schema; rename one of them')
      this.#types.set(key, type)
    }
    if (Object.keys(fields).length === 0) throw this.#error(undefined, 'has no field; a point needs one')
    this.#required = members.filter(([, member]) => !member.optional).map(([key]) => key)
  }

  read(record: Readonly<Record<string, unknown>>): RowParts {
    const values: (FieldValue | undefined)[] = []
    let order = this.#last ?? this.#orderOf(record)
    let { keys, types } = order
    let time: Instant | undefined
    let at = 0
    // One walk over the members, in the order that the engine keeps them: no look-up by name.
    for (const key in record) {
      if (keys[at] !== key) {
        order = this.#orderOf(record)
        keys = order.keys
        types = order.types
        // What a record inherits is not its own.
        if (keys[at] !== key) continue
      }
      const value = record[key]
      const type = types[at++]!
      if (value === undefined || value === null) {
        values.push(this.#absent(key))
      } else if (type === 'float' && typeof value === 'number') {
        values.push(value)
      } else if (type === 'time') {
        time = toInstant(value as TimeInput, this.#unit)
        values.push(undefined)
      } else if (type === 'tag') {
        if (typeof value !== 'string') throw this.#error(key, `is ${show(value)}; a tag is text, so convert it first`)
        values.push(value)
      } else {
        values.push(toValue(value, type, key, this.#name))
      }
    }
    if (at !== keys.length) order = this.#orderOf(record)
    this.#last = order
    return { keys: order, values, time }
  }

  #absent(key: string): undefined {
    if (this.#required.includes(key)) throw this.#error(key, 'is missing; give it, or make it optional in the schema')
  }

  #orderOf(record: Readonly<Record<string, unknown>>): KeyOrder {
    const keys = Object.keys(record)
    const known = this.#orders.find(
      (order) => order.keys.length === keys.length && order.keys.every((key, at) => key === keys[at]),
    )
    return known ?? this.#learn(keys)
  }

  #learn(keys: readonly string[]): KeyOrder {
    const unknown = keys.find((key) => !this.#types.has(key))
    if (unknown !== undefined) {
      throw this.#error(unknown, `is not in the schema, which has ${[...this.#types.keys()].join(', ')}`)
    }
    const missing = this.#required.find((key) => !keys.includes(key))
    if (missing !== undefined) this.#absent(missing)
    const types = keys.map((key) => this.#types.get(key)!)
    const order = { measurement: this.#name, keys, types, members: keys.map((key, at) => ({ key, type: types[at]! })) }
    this.#orders = [order, ...this.#orders.slice(0, 63)]
    return order
  }

  #error(key: string | undefined, trouble: string): LineProtocolError {
    const what =
      key === undefined ? `Measurement ${show(this.#name)}` : `${show(key)} of measurement ${show(this.#name)}`
    return new LineProtocolError(`${what} ${trouble}.`, { measurement: this.#name, key })
  }
}
