import { InfluxQLResponseError } from '../errors.ts'
import type { ByteQueue } from './byte-queue.ts'

/** The error of bytes that no response of InfluxQL has. */
export function responseError({ totalBytes, end, position }: ByteQueue, problem: string): InfluxQLResponseError {
  const byte = totalBytes - (end - position)
  return new InfluxQLResponseError(
    `The response is not one of InfluxQL at byte ${byte}: ${problem}. Check that \`url\` points to InfluxDB, and any proxy in front of it.`,
  )
}
