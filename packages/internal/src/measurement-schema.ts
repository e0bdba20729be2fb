import type { FieldType } from './field-type-names.ts'

/** A member of a measurement's schema, as far as it matters for reading. */
export interface SchemaMember {
  readonly type: FieldType | 'tag'
  readonly optional: boolean
}

/** The members of a measurement's schema. */
export interface SchemaDefinition {
  readonly tags?: Readonly<Record<string, SchemaMember>> | undefined
  readonly fields: Readonly<Record<string, SchemaMember>>
}

/** A schema made by `defineMeasurement` of `@fluxline/point`, recognized by its shape. */
export interface MeasurementSchema<Definition extends SchemaDefinition = SchemaDefinition> {
  readonly name: string
  readonly definition: Definition
}

/** The types that fields are read as. One that is not named here is `unknown`. */
export interface FieldReadings<Integer> extends Record<FieldType, unknown> {
  float: number
  int: Integer
  uint: Integer
  boolean: boolean
  string: string
}

/** The type that a member of a schema is read as. */
export type MemberValue<Member, Integer> = Member extends { readonly type: infer Type extends FieldType }
  ? FieldReadings<Integer>[Type]
  : string

/** The values of a schema's tags or fields; those of optional members may be missing. */
export type MemberValues<Members, Integer> = {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? Key : never]: MemberValue<
    Members[Key],
    Integer
  >
} & {
  [Key in keyof Members as Members[Key] extends { readonly optional: false } ? never : Key]?: MemberValue<
    Members[Key],
    Integer
  >
}

/**
 * A row of a measurement: its tags, its fields and `time` side by side, as the schema's `record` takes them.
 *
 * Optional members that the row does not have are left out.
 */
export type MeasurementRow<Definition extends SchemaDefinition, Time, Integer> = MemberValues<
  Definition['tags'] & {},
  Integer
> &
  MemberValues<Definition['fields'], Integer> & { time?: Time } extends infer Row
  ? { -readonly [Key in keyof Row]: Row[Key] }
  : never
