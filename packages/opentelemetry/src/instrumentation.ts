import type { Hooks } from '@fluxline/core'
import { diagnosticsOfNode } from '@fluxline/internal/diagnostics'
import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { meterOf, scope } from './options.ts'
import type { TelemetryOptions } from './options.ts'
import { openTelemetryHooks } from './request-hooks.ts'
import { countedTypes, writerCounter } from './writer-metrics.ts'

/** Options of the instrumentation. */
export interface InstrumentationOptions extends TelemetryOptions {
  /** Begins at once. @defaultValue true */
  readonly enabled?: boolean | undefined
}

/**
 * Records all requests of all clients of the process as spans and durations, and counts the lines of all batch writers.
 *
 * It has the shape of the instrumentations of OpenTelemetry's SDK for Node: pass it to `instrumentations`. It listens on
 * `node:diagnostics_channel`, so it needs Node, Deno or Bun, and sees only clients of its thread; elsewhere nothing is
 * recorded, and {@link openTelemetryHooks} serves a single client.
 */
export class FluxlineInstrumentation implements Disposable {
  readonly instrumentationName: string = scope.name
  readonly instrumentationVersion: string = scope.version
  #options: InstrumentationOptions
  #stop: (() => void) | undefined

  constructor(options: InstrumentationOptions = {}) {
    this.#options = { ...options }
    if (options.enabled !== false) this.enable()
  }

  /** Begins to record. The SDK calls it. */
  enable(): void {
    this.#stop ??= listen(this.#options)
  }

  /** Ends recording. */
  disable(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  setTracerProvider(tracerProvider: TracerProvider): void {
    this.setConfig({ ...this.#options, tracerProvider })
  }

  setMeterProvider(meterProvider: MeterProvider): void {
    this.setConfig({ ...this.#options, meterProvider })
  }

  getConfig(): InstrumentationOptions {
    return this.#options
  }

  setConfig(options: InstrumentationOptions): void {
    const isRecording = this.#stop !== undefined
    this.disable()
    this.#options = { ...options }
    if (isRecording) this.enable()
  }

  [Symbol.dispose](): void {
    this.disable()
  }
}

/** Subscribes to the channels of requests and of writers; returns what ends it. */
function listen(options: TelemetryOptions): () => void {
  const diagnostics = diagnosticsOfNode()
  if (!diagnostics) return () => {}
  const { onRequest, onEnd, onError } = openTelemetryHooks(options) as Required<Hooks>
  const count = writerCounter(meterOf(options))
  const listeners = [
    ['fluxline:request', onRequest],
    ['fluxline:end', onEnd],
    ['fluxline:error', onError],
    ...countedTypes.map((type) => [`fluxline:writer:${type}`, count] as const),
  ] as [string, (message: unknown) => void][]
  for (const [name, listener] of listeners) diagnostics.subscribe(name, listener)
  return () => {
    for (const [name, listener] of listeners) diagnostics.unsubscribe(name, listener)
  }
}
