/** For fluxline's own packages. Not documented for use elsewhere. */
// The types of these signatures; they are the root's.
export type { Time } from '@fluxline/internal/nanoseconds'
export type { RawFormat } from '@fluxline/internal/raw-response'
export type { FluxExpression } from './flux/flux-expression.ts'
export type { FluxTime } from './flux/flux-time.ts'
export type { QueryParams } from './flux/params.ts'
export type { DurationValue, FluxInput } from './flux/to-flux-node.ts'
export type { CsvQueryOptions, Query, QueryRequestOptions, RawQueryOptions } from './query-options.ts'
export type { Dialect } from './results/dialect.ts'
export type { OnProfile, Profiler, ProfileRecord } from './results/profilers.ts'
// So that packages which read responses need no dependency on flux-csv.
export { parseRecordBatches, parseRecords, parseTables } from '@fluxline/flux-csv'
export { withPivot } from './flux/with-pivot.ts'
export { csvRows } from './results/csv-rows.ts'
export type { CsvRowsOptions } from './results/csv-rows.ts'
export { openResponseOf } from './results/open-response.ts'
export type { OpenedResponse, OpenResponse, ResponseSource } from './results/open-response.ts'
export { profilerResult, reportProfile } from './results/profilers.ts'
