import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider } from '@opentelemetry/sdk-metrics'
import type { DataPoint } from '@opentelemetry/sdk-metrics'
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { FluxlineInstrumentation } from '../src/index.ts'

/** The real SDK, with exporters in memory. */
export interface Recorder extends AsyncDisposable {
  readonly tracerProvider: TracerProvider
  readonly meterProvider: MeterProvider
  /** The spans that have ended. */
  readonly spans: () => ReadableSpan[]
  /** The points of a metric, collected now. */
  readonly points: (name: string) => Promise<DataPoint<unknown>[]>
}

/** @param isInstrumented whether it records all clients and writers of the process */
export function createRecorder(isInstrumented = false): Recorder {
  const spanExporter = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] })
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const instrumentation = new FluxlineInstrumentation({ tracerProvider, meterProvider, enabled: isInstrumented })
  return {
    tracerProvider,
    meterProvider,
    spans: () => spanExporter.getFinishedSpans(),
    async points(name) {
      await meterProvider.forceFlush()
      const last =
        metricExporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? []
      const points = last.filter(({ descriptor }) => descriptor.name === name).map(({ dataPoints }) => dataPoints)
      return (points as DataPoint<unknown>[][]).flat()
    },
    async [Symbol.asyncDispose]() {
      instrumentation.disable()
      context.disable()
      await tracerProvider.shutdown()
      await meterProvider.shutdown()
    },
  }
}
