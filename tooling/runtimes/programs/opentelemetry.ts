import { createClient } from '@fluxline/core'
import { FluxlineInstrumentation, openTelemetryHooks } from '@fluxline/opentelemetry'
import { metrics, trace } from '@opentelemetry/api'
import { same } from './support.ts'
import type { Access } from './support.ts'

/** Records a request with the API alone, which has no SDK behind it and does nothing. */
export default async function opentelemetry({ url, token }: Access): Promise<void> {
  const instrumentation = new FluxlineInstrumentation({
    tracerProvider: trace.getTracerProvider(),
    meterProvider: metrics.getMeterProvider(),
  })
  const client = createClient({ url, token, hooks: openTelemetryHooks() })
  await (await client.request({ method: 'GET', path: '/ping' })).text()
  await client.close()
  instrumentation.disable()
  same('name', instrumentation.instrumentationName, '@fluxline/opentelemetry')
}
