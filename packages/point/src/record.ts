import type { FieldType } from './field.ts'
import type { Precision } from './precision.ts'

/** Where in an object a point's parts are. Tags and fields that the object does not have are left out. */
export interface RecordMapping {
  /** The measurement's name for every record; wins over `measurementKey`. */
  readonly measurement?: string | undefined
  /** @defaultValue 'measurement' */
  readonly measurementKey?: string | undefined
  /** @defaultValue 'time' */
  readonly timeKey?: string | undefined
  /** Keys whose values are tags. @defaultValue those of the object's `tags` */
  readonly tagKeys?: readonly string[] | undefined
  /** Keys whose values are fields. @defaultValue those of the object's `fields` */
  readonly fieldKeys?: readonly string[] | undefined
  /** Unit of a time that is an integer. @defaultValue 'ns' */
  readonly precision?: Precision | undefined
  /** Types of fields by key, where the value's own type does not say. */
  readonly fieldTypes?: Readonly<Record<string, FieldType>> | undefined
}

type Members = Readonly<Record<string, unknown>>

/** A record's parts as its mapping finds them; nothing is checked yet. */
export interface RecordMembers {
  readonly measurement: unknown
  readonly tags: readonly (readonly [key: string, value: unknown])[]
  readonly fields: readonly (readonly [key: string, value: unknown, type: FieldType | undefined])[]
  readonly time: unknown
}

/** Takes an object apart by a mapping. */
export function membersOf(record: object, mapping: RecordMapping): RecordMembers {
  const source = record as Members
  const { measurement, measurementKey = 'measurement', timeKey = 'time', tagKeys, fieldKeys, fieldTypes = {} } = mapping
  return {
    measurement: measurement ?? source[measurementKey],
    tags: chosen(source, tagKeys, 'tags'),
    fields: chosen(source, fieldKeys, 'fields').map(([key, value]) => [
      key,
      value,
      Object.hasOwn(fieldTypes, key) ? fieldTypes[key] : undefined,
    ]),
    time: source[timeKey],
  }
}

function chosen(source: Members, keys: readonly string[] | undefined, group: 'tags' | 'fields'): [string, unknown][] {
  return keys ? keys.map((key) => [key, source[key]]) : Object.entries(source[group] ?? {})
}
