import type { FieldType } from './field.ts'
import type { Precision } from './precision.ts'
import type { Member } from './schema-member.ts'
import type { TimeInput } from './time.ts'

type TagMember = Member<'tag', boolean>
type FieldMember = Member<FieldType, boolean>

/** What a measurement holds: its tags, its fields with their types, and the unit of numeric times. */
export interface MeasurementDefinition {
  readonly tags?: Readonly<Record<string, TagMember>> | undefined
  readonly fields: Readonly<Record<string, FieldMember>>
  /** Unit of a `time` that is an integer. @defaultValue 'ns' */
  readonly time?: Precision | undefined
}

interface ValueTypes<Integer> {
  tag: string
  float: number
  int: Integer
  uint: Integer
  boolean: boolean
  string: string
}

type ValueOf<M, Integer> = M extends Member<infer Type, boolean> ? ValueTypes<Integer>[Type] : never
type IsRequired<M> = M extends Member<FieldType | 'tag', false> ? true : false
type Required<Members> = {
  [Key in keyof Members as IsRequired<Members[Key]> extends true ? Key : never]: ValueOf<Members[Key], number | bigint>
}
type Optional<Members> = {
  [Key in keyof Members as IsRequired<Members[Key]> extends true ? never : Key]?:
    | ValueOf<Members[Key], number | bigint>
    | null
    | undefined
}
type Read<Members, Integer> = {
  [Key in keyof Members]: ValueOf<Members[Key], Integer> | (IsRequired<Members[Key]> extends true ? never : null)
}
type Flat<T> = { [Key in keyof T]: T[Key] }

/** The flat object that a schema's `record` takes: tags, fields and `time` side by side. */
export type RecordInput<Definition extends MeasurementDefinition> = Flat<
  Required<Definition['tags'] & {}> &
    Optional<Definition['tags'] & {}> &
    Required<Definition['fields']> &
    Optional<Definition['fields']> & { time?: TimeInput | null | undefined }
>

/**
 * The flat object that reading a point of the measurement gives: every member, `null` for an optional one that the point
 * lacks, and the time. A schema's `record` takes it again.
 */
export type RecordOutput<
  Definition extends MeasurementDefinition,
  Time extends TimeInput = Date & { readonly nanoseconds: bigint },
  Integer extends number | bigint | string = number,
> = Flat<Read<Definition['tags'] & {}, Integer> & Read<Definition['fields'], Integer> & { readonly time: Time }>
