// For fluxline's own packages. Not documented for use elsewhere.

export { LineColumnEncoder } from './column-encoder.ts'
export type {
  LineColumn,
  LineColumns,
  LineRows,
  Nullable,
  RepeatedTextColumn,
  TextColumn,
  TextDictionary,
} from './line-column.ts'
export { fieldTypes } from '../field-types.ts'
export type { FieldType, FieldTypeRules, FieldValue, FieldValues, NonFinite, Notation } from '../field-types.ts'
export type { LineOptions } from '../encode/encoder-options.ts'
export type { EscapeOptions } from '../encode/escape.ts'
export type { Precision } from '../time/precision.ts'
export type { FinerTimes } from '../time/time-input.ts'
export { localToUtc } from '../time/time-zone.ts'
