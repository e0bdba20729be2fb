import type { FieldType, FieldValues } from '../field-types.ts'
import type { Precision } from '../time/precision.ts'
import type { Time } from '../time/time-input.ts'
import type { SchemaMember } from './schema-member.ts'

/** A tag of a schema. */
export type TagMember = SchemaMember<'tag', boolean>
/** A field of a schema. */
export type FieldMember = SchemaMember<FieldType, boolean>

/** The tags of a measurement, its fields with their types, and the unit of integer times. */
export interface MeasurementDefinition {
  readonly tags?: Readonly<Record<string, TagMember>> | undefined
  readonly fields: Readonly<Record<string, FieldMember>>
  /** Unit of a `time` that is an integer. @defaultValue 'ns' */
  readonly time?: Precision | undefined
}

interface ValueTypes extends FieldValues {
  tag: string
}

type ValueOf<M> = M extends SchemaMember<infer Type, boolean> ? ValueTypes[Type] : never
type IsRequired<M> = M extends SchemaMember<FieldType | 'tag', false> ? true : false
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

/** The flat object that `record` of a schema takes: tags, fields and `time` side by side. */
export type RecordInput<Definition extends MeasurementDefinition> = Flat<
  Required<Definition['tags'] & {}> &
    Optional<Definition['tags'] & {}> &
    Required<Definition['fields']> &
    Optional<Definition['fields']> & { time?: Time | null | undefined }
>
