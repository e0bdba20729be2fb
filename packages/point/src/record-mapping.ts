import { nearestOf } from '@fluxline/internal/nearest'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from './errors.ts'
import type { FieldType, FieldValue } from './field-types.ts'
import type { Precision } from './time/precision.ts'
import type { Time } from './time/time-input.ts'

/** A tag's value; numbers and booleans are written as their text. */
export type TagValue = string | number | bigint | boolean

/** The parts of a point, as an object. Other keys are errors; a mapping takes any object. */
export interface PointObject {
  readonly measurement: string
  readonly tags?: Readonly<Record<string, TagValue | null | undefined>> | undefined
  readonly fields: Readonly<Record<string, FieldValue | null | undefined>>
  /** An integer is in nanoseconds, or in the `precision` of the mapping. */
  readonly time?: Time | null | undefined
}

/** Which members of an object are a point's parts. Tags and fields that the object does not have are omitted. */
export interface RecordMapping {
  /** The measurement's name for every record; takes precedence over `measurementKey`. */
  readonly measurement?: string | undefined
  /** @defaultValue 'measurement' */
  readonly measurementKey?: string | undefined
  /** @defaultValue 'time' */
  readonly timeKey?: string | undefined
  /** Keys whose values are tags. @defaultValue the keys of the object's `tags` */
  readonly tagKeys?: readonly string[] | undefined
  /** Keys whose values are fields. @defaultValue the keys of the object's `fields` */
  readonly fieldKeys?: readonly string[] | undefined
  /** Unit of a time that is an integer. @defaultValue 'ns' */
  readonly precision?: Precision | undefined
  /** Types of fields by key. @defaultValue the type of the value: a number is a float, a bigint an integer */
  readonly fieldTypes?: Readonly<Record<string, FieldType>> | undefined
}

const knownOptions = {
  measurement: 'a string',
  measurementKey: 'a string',
  timeKey: 'a string',
  tagKeys: 'an array',
  fieldKeys: 'an array',
  precision: 'a string',
  fieldTypes: 'an object',
} satisfies OptionNames<RecordMapping>

let checked: RecordMapping | undefined

/** Checks a mapping, which is usually the same for many records. @throws OptionError if a key is unknown */
export function checkMapping(mapping: RecordMapping): void {
  if (mapping === checked) return
  checkOptions('Point.from', mapping, knownOptions)
  checked = mapping
}

const pointKeys: readonly string[] = ['measurement', 'tags', 'fields', 'time'] satisfies (keyof PointObject)[]

/** Checks that an object has no other members than a point's parts. @throws LineProtocolError if it has an unknown key */
export function checkKeys(record: object): void {
  for (const key of Object.keys(record)) {
    if (pointKeys.includes(key)) continue
    const nearest = nearestOf(key, pointKeys)
    const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
    const message = `Unknown key ${show(key)}; a point has ${pointKeys.join(', ')}. ${hint}Pass a mapping for other objects.`
    throw new LineProtocolError(message, { key })
  }
}

/** Calls a function with each member of a record that keys name, or else of one of its groups. */
export function eachMember(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[] | undefined,
  group: 'tags' | 'fields',
  set: (key: string, value: unknown) => void,
): void {
  if (keys) {
    for (const key of keys) set(key, record[key])
  } else {
    const members = record[group] as Readonly<Record<string, unknown>>
    // In this loop the check costs nothing, but `Object.hasOwn` would; `Object.entries` takes twice as long (Node 24).
    for (const key in members) if (Object.prototype.hasOwnProperty.call(members, key)) set(key, members[key])
  }
}
