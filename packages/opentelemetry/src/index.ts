/**
 * OpenTelemetry spans and metrics of the fluxline clients for InfluxDB.
 *
 * @packageDocumentation
 */
export { FluxlineInstrumentation } from './instrumentation.ts'
export type { InstrumentationOptions } from './instrumentation.ts'
export { observeWriter } from './observe-writer.ts'
export type { LinesAndBytes, ObservedWriter, ObserveWriterOptions } from './observe-writer.ts'
export type { TelemetryOptions } from './options.ts'
export { openTelemetryHooks } from './request-hooks.ts'
