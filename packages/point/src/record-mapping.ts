import { isPlain } from '@fluxline/internal/is-plain'
import { nearestOf } from '@fluxline/internal/nearest'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from './errors.ts'
import type { FieldType, FieldValue } from './field-types.ts'
import type { PointObject, TagValue } from './point-object.ts'
import type { Precision } from './time/precision.ts'

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

/** Whether objects must have the form of a point, because a mapping names none of their keys. */
export function namesNoKey({ measurement, measurementKey, timeKey, tagKeys, fieldKeys }: RecordMapping): boolean {
  return (
    measurement === undefined &&
    measurementKey === undefined &&
    timeKey === undefined &&
    tagKeys === undefined &&
    fieldKeys === undefined
  )
}

/** Checks that an object has no other members than a point's parts. @throws LineProtocolError if it has an unknown key */
export function checkKeys(record: object): void {
  // In this loop the check costs nothing, but `Object.hasOwn` would; `Object.keys` takes longer (Node 24).
  for (const key in record) {
    if (key === 'measurement' || key === 'fields' || key === 'tags' || key === 'time') continue
    if (Object.prototype.hasOwnProperty.call(record, key)) throw unknownKey(key, record)
  }
}

/** A point, as far as it is needed to set its tags and fields. */
interface Settable {
  tag(key: string, value: TagValue): unknown
  field(key: string, value: FieldValue, type?: FieldType): unknown
}

/** Sets the tags or the fields of a point: the members of a record that the mapping names, or else those of one of its groups. */
export function setMembers(
  point: Settable,
  record: Readonly<Record<string, unknown>>,
  group: 'tags' | 'fields',
  { tagKeys, fieldKeys, fieldTypes }: RecordMapping,
): void {
  const keys = group === 'tags' ? tagKeys : fieldKeys
  if (keys) {
    let isMissing = group === 'fields'
    for (const key of keys) {
      const value = record[key]
      if (typeof value === 'function' && isInherited(key, record)) continue
      if (value !== undefined || key in record) isMissing = false
      setOne(point, group, key, value, fieldTypes)
    }
    if (isMissing) throw missingFields(keys, record)
    return
  }
  const members = record[group] as Readonly<Record<string, unknown>> | null | undefined
  if (group === 'tags' && (members === undefined || members === null)) return
  if (typeof members !== 'object' || members === null || Symbol.iterator in members) throw notMembers(group, record)
  let isEmpty = true
  for (const key in members) {
    if (!Object.prototype.hasOwnProperty.call(members, key)) continue
    isEmpty = false
    setOne(point, group, key, members[key], fieldTypes)
  }
  if (isEmpty && !isPlain(members)) throw notMembers(group, record)
}

function setOne(
  point: Settable,
  group: 'tags' | 'fields',
  key: string,
  value: unknown,
  types: RecordMapping['fieldTypes'],
): void {
  if (group === 'tags') point.tag(key, value as TagValue)
  else point.field(key, value as FieldValue, types !== undefined && Object.hasOwn(types, key) ? types[key] : undefined)
}

/** Whether a member is one that every object inherits: `constructor` is also a name that a tag can have. */
function isInherited(key: string, record: object): boolean {
  return key in Object.prototype && !Object.hasOwn(record, key)
}

const pointKeys: readonly string[] = ['measurement', 'tags', 'fields', 'time'] satisfies (keyof PointObject)[]

/** What other clients and people call the parts of a point. */
const otherNames: Readonly<Record<string, string>> = {
  timestamp: '"time"',
  name: '"measurement"',
  value: '"fields"',
  values: '"fields"',
  field_types: '"fieldTypes" of the mapping',
}

function unknownKey(key: string, record: object): LineProtocolError {
  const lower = key.toLowerCase()
  const nearest = nearestOf(key, pointKeys)
  const meant = Object.hasOwn(otherNames, lower) ? otherNames[lower] : nearest && show(nearest)
  const hint = meant === undefined ? '' : `Did you mean ${meant}? `
  const message = `Unknown key ${show(key)}; a point has ${pointKeys.join(', ')}, and this object ${keysOf(record)}. ${hint}`
  return new LineProtocolError(`${message}Pass a mapping (\`record\` of a write) for other objects.`, { key })
}

function missingFields(keys: readonly string[], record: object): LineProtocolError {
  return new LineProtocolError(
    `The object has none of the fieldKeys ${show(keys.join(', '))}; it has ${keysOf(record)}.`,
  )
}

function notMembers(group: 'tags' | 'fields', record: Readonly<Record<string, unknown>>): LineProtocolError {
  const members = record[group]
  const what = Object(members) === members ? Object.prototype.toString.call(members).slice(8, -1) : show(members)
  return new LineProtocolError(`"${group}" holds ${what}; pass an object with the ${group} by name.`)
}

function keysOf(record: object): string {
  return show(Object.keys(record).join(', '))
}
