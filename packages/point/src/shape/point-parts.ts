import type { FieldValue } from '../field-types.ts'
import type { TimeInUnit } from '../time/time-input.ts'
import type { Shape } from './shape.ts'

/** The parts of a point or of a schema's record: a shape, and the values of its members. */
export interface PointParts {
  readonly shape: Shape
  /** `undefined` for a member that the record lacks. */
  readonly values: readonly (FieldValue | undefined)[]
  readonly time: TimeInUnit | undefined
}

/**
 * How the parts of schema records are read; `undefined` for any other object. The first schema sets it, so that encoders
 * need not load schemas.
 */
export const schemaRecords: { partsOf: (record: object) => PointParts | undefined } = { partsOf: () => undefined }

/**
 * The key of the method that gives a point's or a record's parts to other copies of this package, as ES modules and CommonJS
 * are two. The number changes with the form of the parts.
 */
const partsKey: unique symbol = Symbol.for('fluxline.parts.1') as never

/** Lets other copies of this package read the parts of a class's objects. */
export function shareParts(prototype: object, partsOf: (owner: object) => PointParts | undefined): void {
  // Not a declared member: a symbol would make the types of two copies differ.
  Object.defineProperty(prototype, partsKey, {
    configurable: true,
    value(this: object) {
      return partsOf(this)
    },
  })
}

/** Returns the parts of a point or record of another copy of this package; `undefined` for any other object. */
export function foreignPartsOf(object: object): PointParts | undefined {
  return (object as { [partsKey]?(): PointParts | undefined })[partsKey]?.()
}
