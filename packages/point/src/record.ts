import { LineProtocolError, show } from './errors.ts'
import type { FieldType } from './field.ts'
import type { Point, TagValue } from './point.ts'
import type { Precision } from './precision.ts'
import type { TimeInput } from './time.ts'

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

/** Fills a new point from an object by its mapping. */
export function fillFromRecord(record: object, mapping: RecordMapping, create: (measurement: string) => Point): Point {
  const source = record as Members
  const point = create(measurementOf(source, mapping))
  for (const [key, value] of chosen(source, mapping.tagKeys, 'tags')) point.tag(key, value as TagValue)
  for (const [key, value] of chosen(source, mapping.fieldKeys, 'fields'))
    setField(point, key, value, mapping.fieldTypes?.[key])
  return point.time(source[mapping.timeKey ?? 'time'] as TimeInput | undefined, mapping.precision)
}

function measurementOf(source: Members, { measurement, measurementKey = 'measurement' }: RecordMapping): string {
  const name = measurement ?? source[measurementKey]
  if (typeof name === 'string') return name
  throw new LineProtocolError(
    `The record has no measurement: "${measurementKey}" is ${show(name)}; name it by the mapping's measurement or measurementKey.`,
    { key: measurementKey },
  )
}

function chosen(source: Members, keys: readonly string[] | undefined, group: 'tags' | 'fields'): [string, unknown][] {
  if (keys) return keys.map((key) => [key, source[key]])
  const members = source[group]
  return typeof members === 'object' && members !== null ? Object.entries(members) : []
}

function setField(point: Point, key: string, value: unknown, type: FieldType | undefined): void {
  switch (type) {
    case undefined:
      return void point.field(key, value as number)
    case 'float':
      return void point.floatField(key, value as number)
    case 'int':
      return void point.intField(key, value as number)
    case 'uint':
      return void point.uintField(key, value as number)
    case 'boolean':
      return void point.booleanField(key, value as boolean)
    case 'string':
      return void point.stringField(key, value as string)
  }
}
