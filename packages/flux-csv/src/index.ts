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
} from './model/column-block.ts'
export type { ColumnOptions } from './columns/column-reader.ts'
export { Dictionary } from './columns/dictionary.ts'
export type { TextData } from './columns/dictionary.ts'
export { FluxDuration } from './model/duration.ts'
export type { DurationUnit } from './model/duration.ts'
export { CsvError, FluxError, LimitError, TruncatedResponseError } from './errors.ts'
export type { FluxColumn, FluxDataType } from './model/flux-column.ts'
export { FluxRecord } from './model/flux-record.ts'
export type { FluxValue, IntegerOf, TableMeta, TimeOf } from './model/flux-record.ts'
export { FluxTable } from './model/flux-table.ts'
export type {
  CsvOptions,
  EmptyStringOption,
  IntegersOption,
  RecordOptions,
  TimesOption,
  TypeHintsOption,
} from './model/options.ts'
export { parseColumns, parseColumnsSync } from './columns/parse-columns.ts'
export { parseRecordBatches, parseRecords, parseRecordsSync, parseTables } from './records/parse-records.ts'
export type { Chunks } from './records/parse-records.ts'
export { parseRows } from './records/parse-rows.ts'
export { Timestamp } from './model/timestamp.ts'
