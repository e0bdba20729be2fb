import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import { show, showOption } from '@fluxline/internal/show'
import { escapeFieldKey, escapeMeasurement, escapeTagKey } from '../encode/escape.ts'
import { LineProtocolError } from '../errors.ts'
import { acceptValue, fieldTypes, typeError } from '../field-types.ts'
import type { FieldValue } from '../field-types.ts'
import { extendShape, initialSchemaShape } from '../shape/shape.ts'
import type { PointParts } from '../shape/point-parts.ts'
import type { MemberType, Shape } from '../shape/shape.ts'
import type { Precision } from '../time/precision.ts'
import { toTimeInUnit } from '../time/time-input.ts'
import type { Time, TimeInUnit } from '../time/time-input.ts'
import type { MeasurementDefinition } from './measurement-definition.ts'

const knownParts = { tags: true, fields: true, time: true } satisfies Record<keyof MeasurementDefinition, true>

/** Reads records by a schema. Those with the same keys in the same order have one shape, and so one line template. */
export class SchemaReader {
  readonly #name: string
  readonly #types = new Map<string, MemberType>([['time', 'time']])
  readonly #required: readonly string[]
  readonly #unit: Precision
  /** The shape of the last record. */
  #shape: Shape
  /** Shapes that lack no required member. */
  readonly #complete = new WeakSet<Shape>()

  constructor(name: string, definition: MeasurementDefinition) {
    checkDefinition(name, definition)
    const { tags = {}, fields, time = 'ns' } = definition
    this.#name = name
    this.#unit = time
    escapeMeasurement(name)
    for (const key of Object.keys(tags)) escapeTagKey(key)
    for (const key of Object.keys(fields)) escapeFieldKey(key)
    const members = [...Object.entries(tags), ...Object.entries(fields)]
    for (const [key, { type }] of members) {
      if (this.#types.has(key)) throw this.#error(key, 'is both a tag and a field; rename one')
      this.#types.set(key, type)
    }
    if (Object.keys(fields).length === 0) throw this.#error(undefined, 'has no field; a point needs one')
    this.#required = members.filter(([, member]) => !member.optional).map(([key]) => key)
    this.#shape = initialSchemaShape(this, name)
  }

  readRecord(record: Readonly<Record<string, unknown>>): PointParts {
    const values: (FieldValue | undefined)[] = []
    let shape = this.#shape
    let { keys, types } = shape
    let time: TimeInUnit | undefined
    let index = 0
    // One walk over the members, in the order that the engine keeps them: no look-up by name.
    for (const key in record) {
      if (keys[index] !== key) {
        // Inherited members do not count.
        if (!Object.hasOwn(record, key)) continue
        shape = this.#nextShape(this.#prefix(shape, index), key)
        keys = shape.keys
        types = shape.types
      }
      const value = record[key]
      const type = types[index++]!
      if (value === undefined || value === null) {
        values.push(this.#absent(key))
      } else if (type === 'float' && typeof value === 'number') {
        values.push(value)
      } else if (type === 'time') {
        time = toTimeInUnit(value as Time, this.#unit)
        values.push(undefined)
      } else if (type === 'tag') {
        if (typeof value !== 'string') throw this.#error(key, `is ${show(value)}, but tags are text; convert it first`)
        values.push(value)
      } else {
        const accepted = acceptValue(value, type)
        if (accepted === undefined) throw typeError(value, type, key, this.#name)
        values.push(accepted)
      }
    }
    if (index !== keys.length) shape = this.#prefix(shape, index)
    // An empty record has the shape that the first is compared with.
    if (shape !== this.#shape || index === 0) this.#remember(shape)
    return { shape, values, time }
  }

  #absent(key: string): undefined {
    if (this.#required.includes(key)) throw this.#error(key, 'is missing; set it, or make it optional in the schema')
  }

  /** Returns the shape of a record that has only the first members of a shape. */
  #prefix(shape: Shape, length: number): Shape {
    if (shape.keys.length === length) return shape
    let prefix = initialSchemaShape(this, this.#name)
    for (let index = 0; index < length; index++) prefix = this.#nextShape(prefix, shape.keys[index]!)
    return prefix
  }

  #nextShape(shape: Shape, key: string): Shape {
    const { lastStep } = shape
    if (lastStep !== undefined && lastStep.key === key) return lastStep.shape
    const type = this.#types.get(key)
    if (type === undefined) throw this.#unknownKey(key)
    return extendShape(shape, type, key).shape
  }

  /** Expects the next record to have this shape. */
  #remember(shape: Shape): void {
    if (!this.#complete.has(shape)) {
      const missing = this.#required.find((key) => !shape.keys.includes(key))
      if (missing !== undefined) this.#absent(missing)
      this.#complete.add(shape)
    }
    this.#shape = shape
  }

  #unknownKey(key: string): LineProtocolError {
    const known = [...this.#types.keys()].join(', ')
    const message = `Measurement ${show(this.#name)}: unknown key ${show(key)}; the schema has ${known}.`
    return new LineProtocolError(message, { measurement: this.#name, key })
  }

  #error(key: string | undefined, problem: string): LineProtocolError {
    const measurement = show(this.#name)
    const subject = key === undefined ? `Measurement ${measurement}` : `${show(key)} of measurement ${measurement}`
    return new LineProtocolError(`${subject} ${problem}.`, { measurement: this.#name, key })
  }
}

function checkDefinition(name: string, definition: MeasurementDefinition): void {
  const what = 'defineMeasurement'
  if (typeof name !== 'string') {
    throw new OptionError(`${what}: the name must be text, not ${showOption(name)}.`, { option: 'name', value: name })
  }
  const example = '{ tags: { host: tag() }, fields: { load: float() } }'
  checkOptions(what, definition, knownParts, {}, example)
  const { tags = {}, fields, time = 'ns' } = definition
  if (typeof tags !== 'object' || typeof fields !== 'object' || tags === null || fields === null) {
    throw new OptionError(`${what}: \`tags\` and \`fields\` must be objects of members: ${example}.`)
  }
  oneOf(what, 'time', time, ['ns', 'us', 'ms', 's'])
  for (const [key, member] of Object.entries(tags)) oneOf(what, `tags.${key}.type`, member?.type, ['tag'])
  const types = Object.keys(fieldTypes)
  for (const [key, member] of Object.entries(fields)) oneOf(what, `fields.${key}.type`, member?.type as string, types)
}
