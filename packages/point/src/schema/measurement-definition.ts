import type { FieldType } from '../field-types.ts'
import type { Precision } from '../time/precision.ts'
import type { Member } from './schema-member.ts'
import type { TimeInput } from '../time/time-input.ts'

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

type ValueOf<M> = M extends Member<infer Type, boolean> ? ValueTypes[Type] : never
type IsRequired<M> = M extends Member<FieldType | 'tag', false> ? true : false
type Required<Members> = {
  [Key in keyof Members as IsRequired<Members[Key]> extends true ? Key : never]: ValueOf<Members[Key]>
}
type Optional<Members> = {
  [Key in keyof Members as IsRequired<Members[Key]> extends true ? never : Key]?:
    | ValueOf<Members[Key]>
    | null
    | undefined
}
type Flat<T> = { [Key in keyof T]: T[Key] }

/** The flat object that a schema's `record` takes: tags, fields and `time` side by side. */
export type RecordInput<Definition extends MeasurementDefinition> = Flat<
  Required<Definition['tags'] & {}> &
    Optional<Definition['tags'] & {}> &
    Required<Definition['fields']> &
    Optional<Definition['fields']> & { time?: TimeInput | null | undefined }
>
