export { LimitError, Timestamp, TruncatedResponseError } from '@fluxline/flux-csv'
export type {
  IntegerAs,
  IntegersIn,
  IntegersOption,
  ReadLimits,
  TimeAs,
  TimesIn,
  TimesOption,
} from '@fluxline/flux-csv'
export type { DurationValue } from '@fluxline/internal/duration-text'
export type { FluxlineErrorCode } from '@fluxline/internal/errors'
export type { Exactly } from '@fluxline/internal/exactly'
export type { FieldType } from '@fluxline/internal/field-type-names'
export type {
  FieldReadings,
  MeasurementRow,
  MeasurementSchema,
  MemberValue,
  MemberValues,
  SchemaDefinition,
  SchemaMember,
} from '@fluxline/internal/measurement-schema'
export type { RecordObservable, RecordObserver, RecordSubscription } from '@fluxline/internal/observable'
export { QueryError, RowError } from '@fluxline/internal/query-errors'
export type { RowIssue } from '@fluxline/internal/query-errors'
export type { RawFormat, RawResponse } from '@fluxline/internal/raw-response'
export type { StandardIssue, StandardResult, StandardSchema } from '@fluxline/internal/standard-schema'
export { SqlResponseError } from './errors.ts'
export { isSqlRecord, SqlRecord, SqlRecords } from './model/sql-record.ts'
export type { SqlMeta, SqlValue } from './model/sql-record.ts'
export { createSqlApi } from './sql-api.ts'
export type { SqlApi } from './sql-api.ts'
export type {
  RawSqlOptions,
  SqlApiOptions,
  SqlFormat,
  SqlOptions,
  SqlQuery,
  SqlReadOptions,
  SqlRequestOptions,
} from './sql-options.ts'
export type { SqlParams } from './text/params.ts'
export { isSql, SqlExpression } from './text/sql-expression.ts'
export { sql, sqlIdentifier, sqlInterval, sqlRaw } from './text/sql-template.ts'
export type { SqlInput, SqlTime } from './text/value-node.ts'
