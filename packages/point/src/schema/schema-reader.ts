import { LineProtocolError, show } from '../errors.ts'
import { toValue } from '../field-types.ts'
import type { FieldType, FieldValue } from '../field-types.ts'
import type { Keys } from '../shape/line-template.ts'
import type { MeasurementDefinition } from './measurement-definition.ts'
import { escapeFieldKey, escapeMeasurement, escapeTagKey } from '../encode/names.ts'
import type { Precision } from '../time/precision.ts'
import type { RowParts } from './schema-record.ts'
import { toInstant } from '../time/time-input.ts'
import type { Instant, TimeInput } from '../time/time-input.ts'

type ColumnType = FieldType | 'tag' | 'time'

/** One order of keys that records came in. */
interface KeyOrder extends Keys {
  readonly keys: readonly string[]
  readonly types: readonly ColumnType[]
}

/** Reads records by a schema; those with the same keys in the same order share a {@link KeyOrder}, and so a layout. */
export class SchemaReader {
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
