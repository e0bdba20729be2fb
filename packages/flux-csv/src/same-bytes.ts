/**
 * Whether two stretches of bytes are the same, four bytes at a time: most of an answer's bytes are those of group columns
 * and tags, which are compared with the row before.
 */
export function sameBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  if (length < 4) {
    for (let at = 0; at < length; at++) if (a.getUint8(aStart + at) !== b.getUint8(bStart + at)) return false
    return true
  }
  // The end first, where what differs between neighbours differs; it may overlap the last of the others.
  const last = length - 4
  if (a.getInt32(aStart + last, true) !== b.getInt32(bStart + last, true)) return false
  for (let at = 0; at < last; at += 4) {
    if (a.getInt32(aStart + at, true) !== b.getInt32(bStart + at, true)) return false
  }
  return true
}
