export type {
  BinaryColumn,
  BooleanColumn,
  ColumnBlock,
  ColumnData,
  DictionaryColumn,
  Float64Column,
  Int64Column,
  TimestampColumn,
  Uint64Column,
  Utf8Column,
} from './column-block.ts'
export type { ColumnOptions } from './column-reader.ts'
export { Dictionary } from './dictionary.ts'
export type { TextData } from './dictionary.ts'
export { FluxDuration } from './duration.ts'
export type { DurationUnit } from './duration.ts'
export { CsvError, FluxError, LimitError, TruncatedResponseError } from './errors.ts'
export type { FluxColumn, FluxDataType } from './flux-column.ts'
export { FluxRecord } from './flux-record.ts'
export type { FluxValue, IntegerOf, TableMeta, TimeOf } from './flux-record.ts'
export { FluxTable } from './flux-table.ts'
export type {
  CsvOptions,
  EmptyStringOption,
  IntegersOption,
  RecordOptions,
  TimesOption,
  TypeHintsOption,
} from './options.ts'
export { parseColumns, parseColumnsSync } from './parse-columns.ts'
export { parseRecordBatches, parseRecords, parseRecordsSync, parseTables } from './parse-records.ts'
export type { Chunks } from './parse-records.ts'
export { parseRows } from './parse-rows.ts'
export { Timestamp } from './timestamp.ts'
