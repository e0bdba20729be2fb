export { OptionError } from '@fluxline/internal/errors'
export type { FluxlineErrorCode, OptionErrorDetails } from '@fluxline/internal/errors'
export { createClock, processClock } from './time/clock.ts'
export { LineProtocolError } from './errors.ts'
export type { LineProtocolErrorLocation } from './errors.ts'
export { escapeFieldKey, escapeMeasurement, escapeTagKey, escapeTagValue, quoteString } from './encode/escape.ts'
export type { EscapeOptions } from './encode/escape.ts'
export type { FieldType, FieldValue, FieldValues, NonFinite } from './field-types.ts'
export type { EncoderOptions, LineOptions } from './encode/encoder-options.ts'
export { LineProtocolEncoder, precisionFor } from './encode/line-protocol-encoder.ts'
export type { LineInput } from './encode/line-protocol-encoder.ts'
export { parseLineProtocol } from './parse/parse-line-protocol.ts'
export type { ParseLineProtocolOptions } from './parse/parse-line-protocol.ts'
export { parseTimestamp } from './time/parse-timestamp.ts'
export type { ParseTimestampOptions } from './time/parse-timestamp.ts'
export { Point } from './point.ts'
export type { Precision } from './time/precision.ts'
export type { ExactMembers, ExactPoint, PointObject, PointShape, TagValue, Unwritable } from './point-object.ts'
export type { RecordMapping } from './record-mapping.ts'
export { defineMeasurement } from './schema/define-measurement.ts'
export type { Measurement } from './schema/define-measurement.ts'
export type {
  FieldMember,
  MeasurementDefinition,
  RecordInput,
  SchemaValue,
  SchemaValues,
  TagMember,
} from './schema/measurement-definition.ts'
export { boolean, float, int, string, tag, uint } from './schema/schema-member.ts'
export type { MemberMaker, MemberOptions, SchemaMember } from './schema/schema-member.ts'
export { toNanoseconds } from './time/time-input.ts'
export type { FinerTimes, Time, TimeInUnit } from './time/time-input.ts'
