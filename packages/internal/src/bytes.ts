/** Returns several pieces as one, always in a new block. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}

/**
 * Keeps bytes that wait from keeping a block that is more than twice as large: copies them, and releases the block.
 *
 * The block must belong to the caller, since nothing in it can be read afterwards.
 */
export function toOwnBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= bytes.buffer.byteLength / 2) return bytes
  // A Buffer's `slice` copies nothing.
  const own = new Uint8Array(bytes)
  release(bytes)
  return own
}

/**
 * Returns a block of memory to the system now; nothing may use it afterwards.
 *
 * Blocks that are left to the garbage collector can take more memory than the data that waits.
 */
export function release({ buffer }: Uint8Array): void {
  // Not every browser in use has it.
  const block: Partial<Pick<ArrayBuffer, 'transfer'>> = buffer as ArrayBuffer
  block.transfer?.(0)
}
