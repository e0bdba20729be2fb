export { FluxDuration, FluxError, FluxRecord, FluxTable, Timestamp } from '@fluxline/flux-csv'
export type { FluxColumn, FluxValue } from '@fluxline/flux-csv'
export { QueryError } from './errors.ts'
export {
  flux,
  fluxDuration,
  FluxExpression,
  fluxFloat,
  fluxInt,
  fluxRaw,
  fluxUint,
  isFlux,
  toFlux,
} from './flux-literal.ts'
export type { FluxInput } from './flux-literal.ts'
export { createQueryApi } from './query-api.ts'
export type { Dialect, Query, QueryApi, QueryOptions, RawQueryOptions } from './query-api.ts'
