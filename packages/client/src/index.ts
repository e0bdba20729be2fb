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
  observe,
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
  Ready,
  RequestSpec,
  WriteInput,
  WriteOptions,
} from '@fluxline/core'
export { CsvError, FluxError, FluxRecord, FluxTable, Timestamp } from '@fluxline/flux-csv'
export type { FluxColumn, FluxValue } from '@fluxline/flux-csv'
export { InfluxDBClient } from './influxdb-client.ts'
export {
  boolean,
  defineMeasurement,
  float,
  int,
  LineProtocolEncoder,
  LineProtocolError,
  parseLineProtocol,
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
export { createQueryApi, flux, fluxDuration, fluxFloat, fluxInt, fluxRaw, fluxUint } from '@fluxline/query'
export type { Query, QueryApi, QueryOptions } from '@fluxline/query'
export { BatchWriter, createBatchWriter } from '@fluxline/write-batching'
export type { BatchOptions, WriteReport, WriterEvent, WriterStats } from '@fluxline/write-batching'
