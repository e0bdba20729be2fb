export type {
  BinaryColumn,
  BooleanColumn,
  ColumnBlock,
  ColumnData,
  ColumnKind,
  ColumnOf,
  DictionaryColumn,
  Float64Column,
  Int64Column,
  TimestampColumn,
  Uint64Column,
  Utf8Column,
} from './model/column-block.ts'
export type { TextData } from './columns/text-list.ts'
export { FluxDuration } from './values/duration.ts'
export type { DurationUnit } from './values/duration.ts'
export { CsvError, FluxError, LimitError, OptionError, TruncatedResponseError } from './errors.ts'
export type { FluxlineErrorCode, OptionErrorDetails } from './errors.ts'
export type { FluxColumn, FluxDataType } from './model/flux-column.ts'
export { FluxRecord, isFluxRecord } from './model/flux-record.ts'
export type { IntegerOf, TableMeta, TimeOf } from './model/flux-record.ts'
export { FluxTable, isFluxTable } from './model/flux-table.ts'
export type { FluxValue } from './values/flux-value.ts'
export type {
  ColumnOptions,
  CsvOptions,
  EmptyStringOption,
  IntegersOption,
  ReadLimits,
  RecordOptions,
  TimesOption,
  TypeHintsOption,
} from './model/options.ts'
export type { IntegerAs, IntegersIn, TimeAs, TimesIn } from './model/reading-types.ts'
export { parseColumns, parseColumnsSync } from './columns/parse-columns.ts'
export { parseRecordBatches, parseRecords, parseRecordsSync, parseTables } from './records/parse-records.ts'
export type { Chunks } from '@fluxline/internal/chunk-iterator'
export { parseRows } from './records/parse-rows.ts'
export { Timestamp } from './values/timestamp.ts'
