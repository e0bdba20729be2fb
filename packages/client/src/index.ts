export * from '@fluxline/core'
export * from '@fluxline/flux-csv'
export * from '@fluxline/influxql'
export * from '@fluxline/management'
export * from '@fluxline/management/scripts'
export * from '@fluxline/management/v3'
export * from '@fluxline/point'
export * from '@fluxline/query'
export * from '@fluxline/sql'
export * from '@fluxline/write-batching'

// The root of dataframe loads Apache Arrow, and the root of config loads modules for files.
export { DataFrameError, tableLines } from '@fluxline/dataframe/lines'
export type * from '@fluxline/dataframe'
export { ConfigError, sourcesOf } from '@fluxline/config/web'
export type * from '@fluxline/config'

// Two `export *` of one name drop it silently, so names that several packages share are listed here.
export { ClosedError, isInfluxDBError, OptionError } from '@fluxline/core'
export type { FluxlineErrorCode, InfluxDBError, OptionErrorDetails, Precision, Time } from '@fluxline/core'
export type { CallOptions } from '@fluxline/management'
export type { FieldType, SchemaMember } from '@fluxline/point'
export { QueryError, RowError } from '@fluxline/query'
export type {
  DurationValue,
  Exactly,
  FieldReadings,
  MeasurementRow,
  MeasurementSchema,
  MemberValue,
  MemberValues,
  RawFormat,
  RawResponse,
  RecordObservable,
  RecordObserver,
  RecordSubscription,
  RowIssue,
  SchemaDefinition,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from '@fluxline/query'

// Observables are results, and a user's declarations can name the type only if it is here.
export type { Observable } from 'rxjs'

export type { InfluxQLFrameApi, InfluxQLFrameOptions } from '@fluxline/influxql/frames'
export type { ClientInfluxQLApi } from './client-influxql.ts'
export type { ClientQueryApi } from './client-query.ts'
export type { SqlFrameApi, SqlFrameOptions } from '@fluxline/sql/frames'
export type { ClientSqlApi } from './client-sql.ts'
export { InfluxDBClient } from './influxdb-client.ts'
export type { InfluxDBClientOptions } from './client-options.ts'
export type { ManagementCalls } from './management-calls.ts'
export type { ClientSummary } from './inspect-client.ts'
