import { markOurs } from './decode.ts'
import type { Decode } from './decode.ts'
import { gunzip, isGzip } from './gunzip.ts'

/** Returns a decoder of line protocol, compressed with gzip or not. It is what `ingest` uses by default. */
export function lineProtocol(): Decode {
  return markOurs(({ data }) => (isGzip(data) ? gunzip(data) : data))
}
