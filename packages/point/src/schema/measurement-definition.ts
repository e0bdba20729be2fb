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

/** The value of a member in a record. */
export type SchemaValue<Member> =
  Member extends SchemaMember<infer Type, boolean> ? (Type extends FieldType ? FieldValues[Type] : string) : never

/** The values of a schema's tags or fields; those of optional members may be missing. */
export type SchemaValues<Members> = {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? Key : never]: SchemaValue<Members[Key]>
} & {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? never : Key]?:
    | SchemaValue<Members[Key]>
    | null
    | undefined
}

/** The flat object that `record` of a schema takes: tags, fields and `time` side by side. */
export type RecordInput<Definition extends MeasurementDefinition> = SchemaValues<Definition['tags'] & {}> &
  SchemaValues<Definition['fields']> & { time?: Time | null | undefined } extends infer Input
  ? { [Key in keyof Input]: Input[Key] }
  : never
