import type { Attributes, Meter } from '@opentelemetry/api'
import { namespaceOf } from './operation.ts'

/** The part of a writer's event that is counted. */
export interface CountedEvent {
  readonly type: string
  readonly destination: { readonly bucket: string; readonly org?: string | { name?: string; id?: string } | undefined }
  readonly lines: number
  readonly durationMs: number
  readonly outcome?: string | undefined
  readonly dropped?: number | undefined
}

/** The writer's channels whose events are counted. */
export const countedTypes = ['success', 'error', 'retry', 'rejected', 'drop'] as const

/** Returns a function that counts the events of writers. */
export function writerCounter(meter: Meter): (event: CountedEvent) => void {
  const lines = meter.createCounter('fluxline.writer.lines', {
    description: 'Lines that ended, by outcome: written, rejected, failed or dropped.',
    unit: '{line}',
  })
  const retries = meter.createCounter('fluxline.writer.retries', {
    description: 'Batches that are sent again.',
    unit: '{batch}',
  })
  const duration = meter.createHistogram('fluxline.writer.batch.duration', {
    description: 'From the first attempt of a batch until it was stored.',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 3600] },
  })
  return (event) => {
    const { bucket, org } = event.destination
    const orgName = typeof org === 'object' ? (org.name ?? org.id) : org
    const attributes = { 'db.system.name': 'influxdb', 'db.namespace': namespaceOf(orgName, bucket)! }
    const count = (outcome: string, value: number): void => {
      if (value > 0) lines.add(value, { ...attributes, 'fluxline.outcome': outcome } satisfies Attributes)
    }
    const lost = event.outcome === 'partial' ? (event.dropped ?? 0) : event.lines
    switch (event.type) {
      case 'success':
        count('written', event.lines)
        return duration.record(event.durationMs / 1000, attributes)
      case 'error':
        count('written', event.lines - lost)
        return count('failed', lost)
      case 'rejected':
        return count('rejected', event.lines)
      case 'drop':
        return count('dropped', event.lines)
      case 'retry':
        return retries.add(1, attributes)
    }
  }
}
