import type { FieldValue } from './field-types.ts'
import type { Time } from './time/time-input.ts'

/** A tag's value; numbers and booleans are written as their text. */
export type TagValue = string | number | bigint | boolean

/**
 * The parts of a point, as an object. Other keys are errors; a mapping takes any object.
 *
 * An interface or a class of the same form is accepted too, although TypeScript does not assign it to this one.
 */
export interface PointObject {
  readonly measurement: string
  readonly tags?: Readonly<Record<string, TagValue | null | undefined>> | undefined
  readonly fields: Readonly<Record<string, FieldValue | null | undefined>>
  /** An integer is in nanoseconds, or in the `precision` of the mapping. */
  readonly time?: Time | null | undefined
}

/** An object that has the keys of a {@link PointObject}; its tags and fields may be an interface or a class. */
export interface PointShape {
  readonly measurement: string
  readonly tags?: object | undefined
  readonly fields: object
  /** An integer is in nanoseconds, or in the `precision` of the mapping. */
  readonly time?: Time | null | undefined
}

/** What a point has of an object: each key if a point has it and its values can be written, or else {@link Unwritable}. */
export type ExactPoint<Shape> = {
  readonly [Key in keyof Shape]: Key extends 'measurement' | 'time'
    ? PointShape[Key]
    : Key extends 'tags'
      ? ExactMembers<Shape[Key], TagValue>
      : Key extends 'fields'
        ? ExactMembers<Shape[Key], FieldValue>
        : Shape[Key] extends (...args: never[]) => unknown
          ? Shape[Key]
          : Unwritable<'a point has measurement, tags, fields, time'>
}

/** The type of something that cannot be written: no value has it, so that the compiler shows the message. */
export interface Unwritable<Message extends string> {
  readonly 'cannot be written': Message
}

/** The tags or fields of an object. Maps, sets, arrays and the like are not the objects that people mean. */
export type ExactMembers<Members, Value> = Members extends Iterable<unknown> | PromiseLike<unknown> | Date
  ? Unwritable<'pass an object with the values by name'>
  : { readonly [Key in keyof Members]: Value | null | undefined }
