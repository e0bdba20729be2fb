import { OptionError } from '@fluxline/internal/errors'
import { isPlain } from '@fluxline/internal/is-plain'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show, showOption } from '@fluxline/internal/show'
import { escapeFieldKey, escapeMeasurement, escapeTagKey } from '../encode/escape.ts'
import { LineProtocolError } from '../errors.ts'
import { acceptValue, fieldTypes, typeError } from '../field-types.ts'
import { pointOf } from '../point.ts'
import type { Point } from '../point.ts'
import { toTimeInUnit } from '../time/time-input.ts'
import type { PointParts } from '../shape/point-parts.ts'
import type { Time, TimeInUnit } from '../time/time-input.ts'
import type { MeasurementDefinition } from './measurement-definition.ts'
import { layoutOf } from './schema-layout.ts'
import type { SchemaLayout } from './schema-layout.ts'

const knownParts = { tags: true, fields: 'an object', time: true } satisfies OptionNames<MeasurementDefinition>

/** Reads records by a schema. */
export class SchemaReader {
  readonly #name: string
  readonly #layout: SchemaLayout

  constructor(name: string, definition: MeasurementDefinition) {
    checkDefinition(name, definition)
    const { tags = {}, fields } = definition
    this.#name = name
    escapeMeasurement(name)
    for (const key of Object.keys(tags)) escapeTagKey(key)
    for (const key of Object.keys(fields)) escapeFieldKey(key)
    for (const key of Object.keys(fields)) {
      if (Object.hasOwn(tags, key)) throw this.#error(key, 'is both a tag and a field; rename one')
    }
    if (Object.keys(fields).length === 0) throw this.#error(undefined, 'has no field; a point needs one')
    this.#layout = layoutOf(definition)
  }

  readRecord(record: Readonly<Record<string, unknown>>): Point {
    const { expectedKeys: keys, expectedPlaces: places, types, shape } = this.#layout
    const values: PointParts['values'] = shape.blank.slice()
    let time: TimeInUnit | undefined
    let count = 0
    // One walk over the members, in the order that the engine keeps them: no look-up by name.
    for (const key in record) {
      // Inherited members do not count. In this loop the check costs nothing, but `Object.hasOwn` would (Node 24).
      if (!Object.prototype.hasOwnProperty.call(record, key)) continue
      if (keys[count] !== key) {
        places[count] = this.#placeOf(key)
        keys[count] = key
      }
      const place = places[count++]!
      const value = record[key]
      const type = types[place]!
      if (value === undefined || value === null) {
        if (this.#layout.required.has(key)) throw this.#missing(key)
      } else if (type === 'float' && typeof value === 'number') {
        values[place] = value
      } else if (type === 'time') {
        time = toTimeInUnit(value as Time, this.#layout.unit, true)
      } else if (type === 'tag') {
        if (typeof value !== 'string') throw this.#error(key, `is ${show(value)}, but tags are text; convert it first`)
        values[place] = value
      } else {
        const accepted = acceptValue(value, type)
        if (accepted === undefined) throw typeError(value, type, key, this.#name)
        values[place] = accepted
      }
    }
    if (count < types.length) {
      if (count === 0) this.#checkPlain(record)
      this.#checkRequired(values)
    }
    return pointOf({ measurement: this.#name, shape, values, next: 0, time })
  }

  #placeOf(key: string): number {
    const place = this.#layout.places.get(key)
    if (place === undefined) throw this.#unknownKey(key)
    return place
  }

  /** A record without members may hold its values in another way, as a Map or behind the getters of a class. */
  #checkPlain(record: unknown): void {
    if (isPlain(record)) return
    const what = Object.prototype.toString.call(record).slice(8, -1)
    const message = `The record of measurement ${show(this.#name)} is ${what} without members`
    throw new LineProtocolError(`${message}; pass an object with the values by name.`, { measurement: this.#name })
  }

  #checkRequired(values: readonly unknown[]): void {
    for (const key of this.#layout.required) if (values[this.#placeOf(key)] === undefined) throw this.#missing(key)
  }

  #missing(key: string): LineProtocolError {
    return this.#error(key, 'is missing; set it, or make it optional in the schema')
  }

  #unknownKey(key: string): LineProtocolError {
    const known = ['time', ...this.#layout.shape.members.map((member) => member.key)].join(', ')
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
