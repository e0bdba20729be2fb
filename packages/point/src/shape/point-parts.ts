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
 * How the parts of schema records are read; `undefined` for any other object. `SchemaRecord` sets it, so that encoders
 * need not load schemas.
 */
export const schemaRecords: { partsOf: (record: object) => PointParts | undefined } = { partsOf: () => undefined }
