import type { WriteTarget } from '@fluxline/write-batching'
import type { IngestMessage } from '../source.ts'
import type { Decoded } from '../stamp/pieces.ts'

/**
 * Reads a message: returns what a writer takes, or a promise of it; `undefined` if there is nothing to write. It must
 * return the same at each delivery: no clock, no random number, no counter. If it throws, the message is poison.
 */
export type Decode = (message: IngestMessage) => Decoded | Promise<Decoded>

/** Destination of a message's lines; what it leaves out is the writer's. */
export type IngestTarget = WriteTarget | ((message: IngestMessage) => WriteTarget | undefined)

/** How large a message may become when it is decompressed, in bytes. */
export const MAX_DECOMPRESSED: number = 64 * 1024 * 1024
