import { headerText } from '../source-headers.ts'
import type { IngestMessage } from '../source.ts'

/** Headers that tell where a dead letter comes from, and why. */
export function poisonHeaders(message: IngestMessage, reason: string): Record<string, string> {
  return {
    'Fluxline-Reason': headerText(reason),
    'Fluxline-Topic': message.subject,
    'Fluxline-Partition': String(message.partition),
    'Fluxline-Offset': String(message.sequence),
  }
}

/** `acks` of a dead letter: all replicas have it. */
export const ALL_REPLICAS = -1

/** Returns bytes as Node has them: the clients take no others. */
export function toBuffer(data: string | Uint8Array): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.length)
}
