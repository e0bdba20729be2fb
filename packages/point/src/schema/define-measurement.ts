import type { Point } from '../point.ts'
import type { MeasurementDefinition, RecordInput } from './measurement-definition.ts'
import { SchemaReader } from './schema-reader.ts'

/** A measurement with a schema: its tags, its fields and their types are fixed. */
export interface Measurement<Definition extends MeasurementDefinition> {
  readonly name: string
  /** `tags` and `fields` by name, each with its `type` and `optional`. */
  readonly definition: Definition
  /**
   * Creates the point of a record. The object is copied.
   *
   * @throws LineProtocolError if the object has a key that the schema does not have, or lacks a required one, or has a
   * value of another type
   */
  record(values: RecordInput<Definition>): Point
}

/**
 * Defines the schema of a measurement, so that a field always has the same type and typos are errors.
 *
 * ```ts
 * const Weather = defineMeasurement('weather', {
 *   tags: { station: tag() },
 *   fields: { temperature: float(), gusts: int({ optional: true }) },
 *   time: 'ms',
 * })
 * Weather.record({ station: 'KSEA', temperature: 11.2, gusts: 3n, time: new Date() })
 * ```
 *
 * @throws OptionError if the definition has an unknown key or an unknown type
 * @throws LineProtocolError if it has no field, or one key for a tag and a field, or line protocol cannot express a name
 */
export function defineMeasurement<const Definition extends MeasurementDefinition>(
  name: string,
  definition: Definition,
): Measurement<Definition> {
  const reader = new SchemaReader(name, definition)
  return {
    name,
    definition,
    record: (values) => reader.readRecord(values),
  }
}
