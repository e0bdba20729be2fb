import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import type { FieldType } from '../field-types.ts'

/** A member of a schema: its type, and whether a record may lack it. */
export interface SchemaMember<Type extends FieldType | 'tag', Optional extends boolean> {
  readonly type: Type
  readonly optional: Optional
}

/** Options of a member. */
export interface MemberOptions<Optional extends boolean> {
  /** Whether a record may lack the member. @defaultValue false */
  readonly optional?: Optional | undefined
}

/** A tag; its values are text. */
export const tag: MemberMaker<'tag'> = /* @__PURE__ */ createMemberMaker('tag')
/** A 64-bit float, from a number. */
export const float: MemberMaker<'float'> = /* @__PURE__ */ createMemberMaker('float')
/** A signed 64-bit integer, from a number without a fraction or a bigint. */
export const int: MemberMaker<'int'> = /* @__PURE__ */ createMemberMaker('int')
/** An unsigned 64-bit integer, from a number without a fraction or a bigint. */
export const uint: MemberMaker<'uint'> = /* @__PURE__ */ createMemberMaker('uint')
/** A boolean. */
export const boolean: MemberMaker<'boolean'> = /* @__PURE__ */ createMemberMaker('boolean')
/** A string. */
export const string: MemberMaker<'string'> = /* @__PURE__ */ createMemberMaker('string')

/** Returns a member of one type; `{ optional: true }` lets records lack it. */
// Overloads, since an inferred type parameter would be widened to `boolean` by the property that the member is put in.
export interface MemberMaker<Type extends FieldType | 'tag'> {
  (options?: MemberOptions<false>): SchemaMember<Type, false>
  (options: MemberOptions<boolean>): SchemaMember<Type, true>
}

const knownOptions = { optional: true } satisfies OptionNames<MemberOptions<boolean>>

function createMemberMaker<Type extends FieldType | 'tag'>(type: Type): MemberMaker<Type> {
  const make = (options: MemberOptions<boolean> = {}): SchemaMember<Type, boolean> => {
    checkOptions(type, options, knownOptions)
    const { optional = false } = options
    return Object.freeze({ type, optional: oneOf(type, 'optional', optional, [true, false]) })
  }
  return make as MemberMaker<Type>
}
