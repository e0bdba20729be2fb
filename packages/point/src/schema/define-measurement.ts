import type { MeasurementDefinition, RecordInput } from './measurement-definition.ts'
import { SchemaReader } from './schema-reader.ts'
import { SchemaRecord } from './schema-record.ts'

/** A measurement whose tags and fields, and their types, are fixed. */
export interface Measurement<Definition extends MeasurementDefinition> {
  readonly name: string
  /** What the measurement holds: `tags` and `fields` by name, each with its `type` and whether it is `optional`. */
  readonly definition: Definition
  /**
   * Makes a record that every writer takes. The object is copied.
   *
   * @throws LineProtocolError on a key that the schema does not have, a required one that is missing, and a value that
   * is not of its type
   */
  record(values: RecordInput<Definition>): SchemaRecord
}

/**
 * Fixes what a measurement holds, so that a field has one type for ever and a slip of the pen is an error.
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
 * @throws LineProtocolError where there is no field, a key is that of a tag and a field, or line protocol cannot say a name
 */
export function defineMeasurement<const Definition extends MeasurementDefinition>(
  name: string,
  definition: Definition,
): Measurement<Definition> {
  const reader = new SchemaReader(name, definition)
  return {
    name,
    definition,
    record: (values) => new SchemaRecord(reader.read(values)),
  }
}
