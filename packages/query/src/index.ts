export {
  CsvError,
  FluxDuration,
  FluxError,
  FluxRecord,
  FluxTable,
  LimitError,
  parseRecords,
  parseTables,
  Timestamp,
  TruncatedResponseError,
} from '@fluxline/flux-csv'
export type { FluxColumn, FluxValue } from '@fluxline/flux-csv'
export { analyze } from './analyze.ts'
export type { FluxProblem } from './analyze.ts'
export { csvRows } from './csv-rows.ts'
export type { Dialect } from './dialect.ts'
export { QueryError, RowError } from './errors.ts'
export type { RowIssue } from './errors.ts'
export type { QueryParams } from './extern.ts'
export { FluxExpression, isFlux } from './flux-expression.ts'
export { flux, fluxDuration, fluxFloat, fluxInt, fluxRaw, fluxUint, toFlux } from './flux-literal.ts'
export type { FluxTables } from './flux-tables.ts'
export type { FluxTime } from './flux-time.ts'
export type { MeasurementRow, MeasurementSchema, SchemaDefinition, SchemaMember } from './measurement-rows.ts'
export type { RecordObservable, RecordObserver, RecordSubscription } from './observable.ts'
export { withPlaces } from './place.ts'
export type { OnProfile, Profiler, ProfileRecord } from './profilers.ts'
export { createQueryApi } from './query-api.ts'
export type { QueryApi } from './query-api.ts'
export type {
  CsvQueryOptions,
  Exactly,
  IntegerAs,
  IntegersIn,
  Query,
  QueryApiOptions,
  QueryOptions,
  RawForm,
  RawQueryOptions,
  RequestOptions,
  TimeAs,
  TimesIn,
} from './query-options.ts'
export type { RawAnswer } from './raw.ts'
export type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.ts'
export type { DurationValue, FluxInput } from './to-node.ts'
