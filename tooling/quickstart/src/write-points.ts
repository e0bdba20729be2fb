import type { InfluxDBClient, Point } from '@fluxline/client'
import { flights, weather } from './datasets.ts'
import { QuickstartError } from './errors.ts'
import { machineMetrics } from './machine.ts'
import { showProgress } from './progress.ts'

/** Reads two data sets, and samples this machine for some seconds. */
export async function gatherPoints(samplingMs: number, signal: AbortSignal): Promise<Point[]> {
  const points: Point[] = [...(await weather()), ...(await flights())]
  for await (const point of machineMetrics(samplingMs, signal)) points.push(point)
  return points
}

/** Writes points with the batch writer, shows the progress, and returns how many InfluxDB stored. */
export async function writePoints(
  client: InfluxDBClient,
  bucket: string,
  points: readonly Point[],
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
  // An interruption does not wait for buffered points.
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
      // `write` returns a promise only while the buffer is full.
      const space = writer.write(point)
      if (space) await space
    }
    const { written, failed, unsent } = await writer.flush()
    signal.throwIfAborted()
    if (failed + unsent > 0)
      throw new QuickstartError(
        `InfluxDB did not store ${failed + unsent} of ${points.length} points: ${(reason as Error).message}`,
      )
    return written
  } finally {
    progress.stop()
  }
}
