import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show, showOption } from '@fluxline/internal/show'
import { escapeFieldKey, escapeMeasurement, escapeTagKey } from '../encode/escape.ts'
import { LineProtocolError } from '../errors.ts'
import { acceptValue, fieldTypes, typeError } from '../field-types.ts'
import type { FieldValue } from '../field-types.ts'
import { pointOf } from '../point.ts'
import type { Point } from '../point.ts'
import { Shape } from '../shape/shape.ts'
import type { MemberType } from '../shape/shape.ts'
import { sortByKey } from '../shape/sort-keys.ts'
import type { Precision } from '../time/precision.ts'
import { toTimeInUnit } from '../time/time-input.ts'
import type { Time, TimeInUnit } from '../time/time-input.ts'
import type { FieldMember, MeasurementDefinition, TagMember } from './measurement-definition.ts'

const knownParts = { tags: true, fields: 'an object', time: true } satisfies OptionNames<MeasurementDefinition>

/** The time has the place after the tags and fields. */
type ReadType = MemberType | 'time'

/** Reads records by a schema. All its points have one shape, whose members are in the order of a line. */
export class SchemaReader {
  readonly #name: string
  readonly #unit: Precision | undefined
  readonly #shape = new Shape()
  readonly #places = new Map<string, number>()
  readonly #types: ReadType[] = []
  readonly #required = new Set<string>()
  /** The values of a record that has none. */
  readonly #absent: (FieldValue | undefined)[] = []
  /** The keys of the last record in their order, and their places: the next record probably has the same. */
  readonly #expectedKeys: string[] = []
  readonly #expectedPlaces: number[] = []

  constructor(name: string, definition: MeasurementDefinition) {
    checkDefinition(name, definition)
    const { tags = {}, fields, time } = definition
    this.#name = name
    this.#unit = time
    escapeMeasurement(name)
    for (const key of Object.keys(tags)) escapeTagKey(key)
    for (const key of Object.keys(fields)) escapeFieldKey(key)
    for (const { key, type, optional } of [...sortedMembers(tags), ...sortedMembers(fields)]) {
      if (this.#places.has(key)) throw this.#error(key, 'is both a tag and a field; rename one')
      this.#shape.members.push({ key, type })
      this.#absent.push(undefined)
      this.#addPlace(key, type)
      if (!optional) this.#required.add(key)
    }
    if (Object.keys(fields).length === 0) throw this.#error(undefined, 'has no field; a point needs one')
    this.#addPlace('time', 'time')
  }

  readRecord(record: Readonly<Record<string, unknown>>): Point {
    const keys = this.#expectedKeys
    const places = this.#expectedPlaces
    const types = this.#types
    const values = this.#absent.slice()
    let time: TimeInUnit | undefined
    let count = 0
    // One walk over the members, in the order that the engine keeps them: no look-up by name.
    for (const key in record) {
      if (keys[count] !== key) {
        // Inherited members do not count.
        if (!Object.hasOwn(record, key)) continue
        places[count] = this.#placeOf(key)
        keys[count] = key
      }
      const place = places[count++]!
      const value = record[key]
      const type = types[place]!
      if (value === undefined || value === null) {
        if (this.#required.has(key)) throw this.#missing(key)
      } else if (type === 'float' && typeof value === 'number') {
        values[place] = value
      } else if (type === 'time') {
        time = toTimeInUnit(value as Time, this.#unit, true)
      } else if (type === 'tag') {
        if (typeof value !== 'string') throw this.#error(key, `is ${show(value)}, but tags are text; convert it first`)
        values[place] = value
      } else {
        const accepted = acceptValue(value, type)
        if (accepted === undefined) throw typeError(value, type, key, this.#name)
        values[place] = accepted
      }
    }
    if (count < types.length) this.#checkRequired(values)
    return pointOf({ measurement: this.#name, shape: this.#shape, values, next: 0, time })
  }

  #addPlace(key: string, type: ReadType): void {
    this.#places.set(key, this.#types.length)
    this.#types.push(type)
  }

  #placeOf(key: string): number {
    const place = this.#places.get(key)
    if (place === undefined) throw this.#unknownKey(key)
    return place
  }

  #checkRequired(values: readonly unknown[]): void {
    for (const key of this.#required) if (values[this.#placeOf(key)] === undefined) throw this.#missing(key)
  }

  #missing(key: string): LineProtocolError {
    return this.#error(key, 'is missing; set it, or make it optional in the schema')
  }

  #unknownKey(key: string): LineProtocolError {
    const known = ['time', ...this.#shape.members.map((member) => member.key)].join(', ')
    const message = `Measurement ${show(this.#name)}: unknown key ${show(key)}; the schema has ${known}.`
    return new LineProtocolError(message, { measurement: this.#name, key })
  }

  #error(key: string | undefined, problem: string): LineProtocolError {
    const measurement = show(this.#name)
    const subject = key === undefined ? `Measurement ${measurement}` : `${show(key)} of measurement ${measurement}`
    return new LineProtocolError(`${subject} ${problem}.`, { measurement: this.#name, key })
  }
}

function sortedMembers<Member extends TagMember | FieldMember>(members: Readonly<Record<string, Member>>) {
  return sortByKey(Object.entries(members).map(([key, { type, optional }]) => ({ key, type, optional })))
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
