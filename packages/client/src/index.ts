export type { ClientQueryApi } from './client-query.ts'
export {
  AbortError,
  basic,
  ClosedError,
  ConnectionError,
  createClient,
  HttpError,
  isHttpError,
  isInfluxDBError,
  isOnboarded,
  logTo,
  NotOnThisServerError,
  OptionError,
  PartialWriteError,
  retry,
  session,
  setup,
  TimeoutError,
} from '@fluxline/core'
export type {
  Client,
  ClientOptions,
  ClientResponse,
  Health,
  InfluxDBError,
  Org,
  Ready,
  RejectedLine,
  RequestSpec,
  SetupOptions,
  SetupResult,
  Timeout,
} from '@fluxline/core'
export { tableLines } from '@fluxline/dataframe/lines'
export type { DataFrameApi, DataFrameOptions, Frame, TableLinesOptions } from '@fluxline/dataframe'
export {
  CsvError,
  FluxDuration,
  FluxError,
  FluxRecord,
  FluxTable,
  LimitError,
  Timestamp,
  TruncatedResponseError,
} from '@fluxline/flux-csv'
export type { FluxColumn, FluxValue } from '@fluxline/flux-csv'
export { InfluxDBClient } from './influxdb-client.ts'
export type { InfluxDBClientOptions } from './client-options.ts'
export { and, ensureBucket, ensureTask, eq, ne, permissions, request } from '@fluxline/management'
export type {
  Authorization,
  AuthorizationsApi,
  Bucket,
  BucketsApi,
  DeleteOptions,
  JsonRequest,
  Label,
  LabelsApi,
  LogEvent,
  Organization,
  OrganizationsApi,
  Permission,
  ResourceMember,
  RetentionRule,
  Run,
  Task,
  TasksApi,
  User,
  UsersApi,
} from '@fluxline/management'
export type { Script, ScriptsApi } from '@fluxline/management/scripts'
export {
  boolean,
  defineMeasurement,
  float,
  int,
  LineProtocolEncoder,
  LineProtocolError,
  parseLineProtocol,
  parseTimestamp,
  Point,
  string,
  tag,
  toNanoseconds,
  uint,
} from '@fluxline/point'
export type {
  Measurement,
  MeasurementDefinition,
  Precision,
  RecordMapping,
  SchemaRecord,
  TimeInput,
} from '@fluxline/point'
export {
  analyze,
  createQueryApi,
  flux,
  fluxDuration,
  FluxExpression,
  fluxFloat,
  fluxInt,
  fluxRaw,
  fluxUint,
  QueryError,
  RowError,
} from '@fluxline/query'
export type { Dialect, FluxInput, ProfileRecord, Query, QueryApi, QueryOptions, QueryParams } from '@fluxline/query'
export { createBatchWriter } from '@fluxline/write-batching'
export type {
  BatchInput,
  BatchOptions,
  BatchWriter,
  Outcome,
  Receipt,
  UnsentBatch,
  WriteNowOptions,
  WriteReport,
  WriterEvent,
  WriterStats,
  WriteTarget,
} from '@fluxline/write-batching'
