import type { WriteTarget } from '@fluxline/write-batching'
import type { IngestMessage } from '../source.ts'
import type { Decoded } from '../stamp/pieces.ts'

/**
 * Reads a message: returns what a writer takes, or a promise of it; `undefined` if there is nothing to write. It must
 * return the same at each delivery: no clock, no random number, no counter. If it throws, the message is poison.
 *
 * Bytes and plain objects are copied. Other objects, such as points, must stay as they are: after an outage they are written
 * again.
 */
export type Decode = (message: IngestMessage) => Decoded | Promise<Decoded>

const ours = /* @__PURE__ */ new WeakSet<Decode>()

/** Marks a decoder of this package: nobody else has what it returns, so that it need not be copied. */
export function markOurs(decode: Decode): Decode {
  ours.add(decode)
  return decode
}

/** Whether a decoder is of this package. */
export function isOurs(decode: Decode): boolean {
  return ours.has(decode)
}

/** Destination of a message's lines; what it leaves out is the writer's. */
export type IngestTarget = WriteTarget | ((message: IngestMessage) => WriteTarget | undefined)

/** How large a message may become when it is decompressed, in bytes. */
export const MAX_DECOMPRESSED: number = 64 * 1024 * 1024
