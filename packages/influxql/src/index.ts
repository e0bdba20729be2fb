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
export { InfluxQLError, InfluxQLResponseError } from './errors.ts'
export { createInfluxQLApi } from './influxql-api.ts'
export type { InfluxQLApi } from './influxql-api.ts'
export type {
  InfluxQLApiOptions,
  InfluxQLFormat,
  InfluxQLOptions,
  InfluxQLQuery,
  InfluxQLRequestOptions,
  RawInfluxQLOptions,
} from './influxql-options.ts'
export type { StatementResult } from './results/collect-statements.ts'
export { InfluxQLRecord, isInfluxQLRecord } from './model/influxql-record.ts'
export type { InfluxQLValue } from './model/influxql-record.ts'
export { InfluxQLSeries, InfluxQLSeriesList, isInfluxQLSeries } from './model/influxql-series.ts'
export type { SeriesMeta } from './model/series-meta.ts'
export type { InfluxQLFieldType, TypeHints } from './reading/type-hints.ts'
export { createInfluxQLSchemaApi } from './schema/schema-api.ts'
export type {
  FieldKeyEntry,
  InfluxQLSchemaApi,
  RetentionPolicy,
  TagKeyEntry,
  TagValueEntry,
} from './schema/schema-api.ts'
export type {
  MeasurementChoice,
  MeasurementOptions,
  RetentionPolicySettings,
  SchemaCallOptions,
  SchemaPage,
  ShowOptions,
} from './schema/schema-options.ts'
export type { SeriesKey } from './schema/series-key.ts'
export { InfluxQLExpression, isInfluxQL } from './text/influxql-expression.ts'
export { identifier, influxql, influxqlDuration, influxqlRaw } from './text/influxql-template.ts'
export type { InfluxQLParams } from './text/params.ts'
export type { InfluxQLInput, InfluxQLTime } from './text/value-node.ts'
export type { InfluxQLMessage } from './wire/read-response.ts'
