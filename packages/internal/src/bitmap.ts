// One bit for each row, the lowest of a byte first. @see Apache Arrow, "Columnar Format", "Validity bitmaps"

/** Returns how many bytes a bitmap of this length takes. */
export function bitmapBytes(length: number): number {
  return (length + 7) >> 3
}

export function isSet(bitmap: Uint8Array, index: number): boolean {
  return (bitmap[index >> 3]! & (1 << (index & 7))) !== 0
}

/** Whether a row has a value; a column without a validity bitmap has no nulls. */
export function isValid(validity: Uint8Array | undefined, row: number): boolean {
  return validity === undefined || (validity[row >> 3]! & (1 << (row & 7))) !== 0
}

export function set(bitmap: Uint8Array, index: number): void {
  bitmap[index >> 3]! |= 1 << (index & 7)
}

export function clear(bitmap: Uint8Array, index: number): void {
  bitmap[index >> 3]! &= ~(1 << (index & 7))
}

/** Returns how many of the first bits are not set; in a validity bitmap, how many rows are null. */
export function countUnset(bitmap: Uint8Array, length: number): number {
  let unset = 0
  const whole = length >> 3
  for (let index = 0; index < whole; index++) {
    // Most bytes have no null.
    for (let zeros = ~bitmap[index]! & 255; zeros !== 0; zeros &= zeros - 1) unset++
  }
  for (let index = whole << 3; index < length; index++) if (!isSet(bitmap, index)) unset++
  return unset
}
