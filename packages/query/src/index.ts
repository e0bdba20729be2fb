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
export { csvRows } from './results/csv-rows.ts'
export type { Dialect } from './results/dialect.ts'
export { QueryError, RowError } from './errors.ts'
export type { RowIssue } from './errors.ts'
export type { QueryParams } from './flux/params.ts'
export { FluxExpression, isFlux } from './flux/flux-expression.ts'
export { flux, fluxDuration, fluxFloat, fluxInt, fluxRaw, fluxUint, toFlux } from './flux/flux-template.ts'
export type { FluxTables } from './results/flux-tables.ts'
export type { FluxTime } from './flux/flux-time.ts'
export type { MeasurementRow, MeasurementSchema, SchemaDefinition, SchemaMember } from './results/measurement-rows.ts'
export type { RecordObservable, RecordObserver, RecordSubscription } from './results/observable.ts'
export { withPlaces } from './flux/error-carets.ts'
export type { OnProfile, Profiler, ProfileRecord } from './results/profilers.ts'
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
export type { RawAnswer } from './results/raw-response.ts'
export type { StandardIssue, StandardResult, StandardSchema } from './results/standard-schema.ts'
export type { DurationValue, FluxInput } from './flux/to-flux-node.ts'
