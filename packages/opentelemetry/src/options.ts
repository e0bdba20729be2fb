import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { metrics, trace } from '@opentelemetry/api'
import type { Meter, Tracer } from '@opentelemetry/api'
import manifest from '../package.json' with { type: 'json' }

/** Where spans and metrics go. */
export interface TelemetryOptions {
  /** @defaultValue the provider that the SDK registered globally */
  readonly tracerProvider?: TracerProvider | undefined
  /** @defaultValue the provider that the SDK registered globally */
  readonly meterProvider?: MeterProvider | undefined
}

/** The name and version under which spans and metrics are found. */
export const scope: { readonly name: string; readonly version: string } = {
  name: manifest.name,
  version: manifest.version,
}

export function tracerOf({ tracerProvider = trace.getTracerProvider() }: TelemetryOptions): Tracer {
  return tracerProvider.getTracer(scope.name, scope.version)
}

export function meterOf({ meterProvider = metrics.getMeterProvider() }: TelemetryOptions): Meter {
  return meterProvider.getMeter(scope.name, scope.version)
}
