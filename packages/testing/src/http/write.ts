import { decodeText } from '@fluxline/internal/decode-text'
import { isInfluxDBError } from '@fluxline/internal/errors'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { parseLineProtocol } from '@fluxline/point'
import type { Point, Precision } from '@fluxline/point'
import type { BucketStore } from '../store/bucket-store.ts'
import { HttpFailure } from './http-failure.ts'

const precisions: readonly string[] = ['ns', 'us', 'ms', 's'] satisfies Precision[]

/**
 * Stores the lines of a write. As in InfluxDB 2.7, a line that cannot be read refuses the whole body, and a field of another
 * type refuses its line alone.
 *
 * @returns the lines, as they were sent
 * @throws HttpFailure in these cases
 */
export function storeLines(bucket: BucketStore, body: Uint8Array, precision: string, now: () => bigint): string[] {
  if (!precisions.includes(precision)) {
    throw new HttpFailure(400, 'invalid', `invalid precision; valid precision units are ns, us, ms, and s`)
  }
  const lines = linesOf(body)
  const points = lines.map((line) => parseLine(line, precision as Precision))
  const conflicts = points.flatMap((point) => bucket.add(point, now()) ?? [])
  if (conflicts.length === 0) return lines
  throw new HttpFailure(
    422,
    'unprocessable entity',
    `failure writing points to database: partial write: ${conflicts[0]} dropped=${conflicts.length}`,
  )
}

export function linesOf(body: Uint8Array): string[] {
  const scanner = new LineScanner(body)
  const lines: string[] = []
  while (scanner.nextLine()) lines.push(decodeText(body.subarray(scanner.start, scanner.end)))
  return lines
}

/** @throws HttpFailure if the line cannot be read */
export function parseLine(line: string, precision: Precision): Point {
  try {
    return parseLineProtocol(line, { precision })[0]!
  } catch (error) {
    if (!isInfluxDBError(error)) throw error
    const reason = error.message.replace(/^Line 1, .*?: /s, '')
    throw new HttpFailure(400, 'invalid', `unable to parse '${line}': ${reason}`)
  }
}
