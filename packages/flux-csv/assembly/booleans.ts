const TRUE: u32 = 0x6575_7274
const FALSE_START: u32 = 0x736c_6166
const LETTER_E: u8 = 101

/** Reads a boolean and returns its end; 0 if it is not one. */
export function readBoolean(start: usize, value: usize): usize {
  const word = load<u32>(start)
  const isTrue = word == TRUE
  if (!isTrue && (word != FALSE_START || load<u8>(start, 4) != LETTER_E)) return 0
  store<u64>(value, <u64>isTrue)
  return isTrue ? start + 4 : start + 5
}
