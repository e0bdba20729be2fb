export {
  CsvError,
  FluxDuration,
  FluxError,
  FluxRecord,
  FluxTable,
  isFluxRecord,
  isFluxTable,
  LimitError,
  Timestamp,
  TruncatedResponseError,
} from '@fluxline/flux-csv'
export type { FluxColumn, FluxValue, IntegerAs, IntegersIn, ReadLimits, TimeAs, TimesIn } from '@fluxline/flux-csv'
export type { Exactly } from '@fluxline/internal/exactly'
export type { FluxlineErrorCode } from '@fluxline/internal/errors'
export type { FieldType } from '@fluxline/internal/field-type-names'
export type { Time } from '@fluxline/internal/nanoseconds'
export { analyze } from './analyze.ts'
export type { AnalyzeOptions, FluxProblem } from './analyze.ts'
export { QueryError, RowError } from './errors.ts'
export type { RowIssue } from './errors.ts'
export { FluxExpression, isFlux } from './flux/flux-expression.ts'
export { flux, fluxDuration, fluxFloat, fluxInt, fluxRaw, fluxTime, fluxUint, toFlux } from './flux/flux-template.ts'
export type { FluxTime } from './flux/flux-time.ts'
export type { QueryParams } from './flux/params.ts'
export type { DurationValue, FluxInput } from './flux/to-flux-node.ts'
export { createQueryApi } from './query-api.ts'
export type { QueryApi } from './query-api.ts'
export type {
  CsvQueryOptions,
  Query,
  QueryApiOptions,
  QueryOptions,
  QueryRequestOptions,
  RawQueryOptions,
} from './query-options.ts'
export type { Dialect } from './results/dialect.ts'
export { FluxTables, isFluxTables } from './results/flux-tables.ts'
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
export type { OnProfile, Profiler, ProfileRecord } from './results/profilers.ts'
export type { RawFormat, RawResponse } from '@fluxline/internal/raw-response'
export type { StandardIssue, StandardResult, StandardSchema } from '@fluxline/internal/standard-schema'
