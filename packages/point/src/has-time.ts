import type { LineInput } from './encode/line-protocol-encoder.ts'
import { LineScanner } from './parse/line-scanner.ts'
import { partsOf } from './point.ts'
import { SchemaRecord } from './schema/schema-record.ts'

/** Whether a point, or each line of a text, has a time of its own. */
export function hasTime(input: LineInput): boolean {
  if (typeof input === 'object' && !(input instanceof Uint8Array)) {
    const parts = partsOf(input) ?? SchemaRecord.partsOf(input)
    if (parts !== undefined) return parts.time !== undefined
    return hasTime(input.toLineProtocol() ?? '')
  }
  const scanner = new LineScanner(typeof input === 'string' ? new TextEncoder().encode(input) : input)
  while (scanner.next()) if (!scanner.hasTime) return false
  return true
}
