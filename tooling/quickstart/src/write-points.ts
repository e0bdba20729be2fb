import type { InfluxDBClient, Point, SchemaRecord } from '@fluxline/client'
import { flights, weather } from './datasets.ts'
import { QuickstartError } from './errors.ts'
import { machineMetrics } from './machine.ts'
import { showProgress } from './progress.ts'

/** What a batch writer takes, among others: points, and records of a schema. */
export type Writable = Point | SchemaRecord

/** Two data sets, and what this machine does for some seconds. */
export async function gatherPoints(samplingMs: number, signal: AbortSignal): Promise<Writable[]> {
  const points: Writable[] = [...(await weather()), ...(await flights())]
  for await (const point of machineMetrics(samplingMs, signal)) points.push(point)
  return points
}

/** Writes points by the batch writer, shows how far it is, and returns how many InfluxDB took. */
export async function writePoints(
  client: InfluxDBClient,
  bucket: string,
  points: readonly Writable[],
  signal: AbortSignal,
): Promise<number> {
  let retries = 0
  let reason: unknown
  await using writer = client.batchWriter({
    bucket,
    batchSize: 5000,
    maxBufferBytes: 4 * 1024 * 1024,
    onRetry: () => retries++,
    onError: ({ error }) => (reason ??= error),
  })
  // Who interrupts does not wait for what is still buffered.
  signal.addEventListener('abort', () => writer.abort())

  const startedAt = performance.now()
  const progress = showProgress(() => ({
    stats: writer.stats,
    total: points.length,
    retries,
    elapsedMs: performance.now() - startedAt,
  }))
  try {
    for (const point of points) {
      signal.throwIfAborted()
      // A promise comes back only while the buffer is full.
      const room = writer.write(point)
      if (room) await room
    }
    const { written, failed, unsent } = await writer.flush()
    signal.throwIfAborted()
    if (failed + unsent > 0)
      throw new QuickstartError(
        `InfluxDB did not take ${failed + unsent} of ${points.length} points: ${(reason as Error).message}`,
      )
    return written
  } finally {
    progress.stop()
  }
}
