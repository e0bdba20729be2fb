import type { Attributes, BatchObservableResult, Observable } from '@opentelemetry/api'
import { meterOf } from './options.ts'
import type { TelemetryOptions } from './options.ts'

/** A number of lines, and their size. */
export interface LinesAndBytes {
  readonly lines: number
  readonly bytes: number
}

/** The part of a batch writer that is observed. */
export interface ObservedWriter {
  readonly stats: {
    readonly buffered: LinesAndBytes
    readonly inFlight: LinesAndBytes
    readonly retrying: LinesAndBytes
    readonly spool?: (LinesAndBytes & { readonly age: number }) | undefined
  }
}

/** Options of {@link observeWriter}. */
export interface ObserveWriterOptions extends Pick<TelemetryOptions, 'meterProvider'> {
  /** Attributes of all its measurements, such as a name that tells writers apart. */
  readonly attributes?: Attributes | undefined
}

/**
 * Observes what a batch writer holds, at each collection of metrics: lines and bytes that are buffered, in flight, or waiting
 * for a retry, and the size and age of its spool.
 *
 * @returns what ends the observation, by `using` or `[Symbol.dispose]()`. End it when the writer is closed
 */
export function observeWriter(writer: ObservedWriter, options: ObserveWriterOptions = {}): Disposable {
  const meter = meterOf(options)
  const gauge = (name: string, unit: string, description: string): Observable =>
    meter.createObservableGauge(name, { unit, description })
  const gauges = {
    lines: gauge('fluxline.writer.pending.lines', '{line}', 'Lines that a writer holds in memory, by state.'),
    bytes: gauge('fluxline.writer.pending.bytes', 'By', 'Bytes that a writer holds in memory, by state.'),
    spoolLines: gauge('fluxline.spool.lines', '{line}', 'Lines in the spool that are not known to be stored.'),
    spoolBytes: gauge('fluxline.spool.bytes', 'By', 'Size of the spool on disk.'),
    spoolAge: gauge('fluxline.spool.age', 's', 'Age of the oldest line in the spool.'),
  }
  const attributes = options.attributes && { ...options.attributes }
  const observe = (result: BatchObservableResult): void => {
    const { buffered, inFlight, retrying, spool } = writer.stats
    for (const [state, { lines, bytes }] of Object.entries({ buffered, in_flight: inFlight, retrying })) {
      result.observe(gauges.lines, lines, { ...attributes, 'fluxline.state': state })
      result.observe(gauges.bytes, bytes, { ...attributes, 'fluxline.state': state })
    }
    if (!spool) return
    result.observe(gauges.spoolLines, spool.lines, attributes)
    result.observe(gauges.spoolBytes, spool.bytes, attributes)
    result.observe(gauges.spoolAge, spool.age / 1000, attributes)
  }
  const observed = Object.values(gauges)
  meter.addBatchObservableCallback(observe, observed)
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(observe, observed) }
}
