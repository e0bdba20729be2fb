import type { FieldType } from '../field-types.ts'

/** A member of a schema: its type, and whether a record may lack it. */
export interface Member<Type extends FieldType | 'tag', Optional extends boolean> {
  readonly type: Type
  readonly optional: Optional
}

/** Whether a record may lack a member. */
export interface MemberOptions<Optional extends boolean> {
  /** @defaultValue false */
  readonly optional?: Optional | undefined
}

/** A tag; its values are text. */
export const tag: MemberMaker<'tag'> = /* @__PURE__ */ memberMaker('tag')
/** A 64-bit float, from a number. */
export const float: MemberMaker<'float'> = /* @__PURE__ */ memberMaker('float')
/** A signed 64-bit integer, from a number without a fraction or a bigint. */
export const int: MemberMaker<'int'> = /* @__PURE__ */ memberMaker('int')
/** An unsigned 64-bit integer, from a number without a fraction or a bigint. */
export const uint: MemberMaker<'uint'> = /* @__PURE__ */ memberMaker('uint')
/** A boolean. */
export const boolean: MemberMaker<'boolean'> = /* @__PURE__ */ memberMaker('boolean')
/** A string. */
export const string: MemberMaker<'string'> = /* @__PURE__ */ memberMaker('string')

/** Makes a member of one type; `{ optional: true }` lets records lack it. */
// Overloads, since an inferred type parameter would be widened to `boolean` by the place where the member is put.
export interface MemberMaker<Type extends FieldType | 'tag'> {
  (options?: MemberOptions<false>): Member<Type, false>
  (options: MemberOptions<boolean>): Member<Type, true>
}

function memberMaker<Type extends FieldType | 'tag'>(type: Type): MemberMaker<Type> {
  const make = (options?: MemberOptions<boolean>): Member<Type, boolean> =>
    Object.freeze({ type, optional: options?.optional ?? false })
  return make as MemberMaker<Type>
}
