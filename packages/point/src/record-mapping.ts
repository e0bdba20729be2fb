import type { FieldType } from './field-types.ts'
import type { Precision } from './time/precision.ts'

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

/** The members of a record that keys name, or else those of one of its groups. */
export function chosen(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[] | undefined,
  group: 'tags' | 'fields',
): [key: string, value: unknown][] {
  return keys?.map((key) => [key, record[key]]) ?? Object.entries(record[group] ?? {})
}
