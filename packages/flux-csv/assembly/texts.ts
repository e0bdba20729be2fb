import {
  CARRIAGE_RETURN,
  INPUT_SIZE,
  MAX_TEXTS,
  NEWLINE,
  QUOTE,
  SLOTS,
  TEXT_BYTES,
  TEXT_BYTES_END,
  TEXTS,
  UNQUOTED,
} from './memory'

/** Bytes of a slot. */
const SLOT: usize = 16
const FEWEST_SLOTS: usize = 256
/** The largest mask: of twice as many slots as texts. */
const SLOTS_LIMIT: u32 = 0xf_fff0
/** Marks the length of quoted bytes; no length is so large. */
const IN_QUOTES: usize = 0x8000_0000
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15

/** The most bytes of a cell. */
let longestCell: usize = INPUT_SIZE
/** The number of texts. They are numbered from 1; 0 stands for an empty cell. */
let textCount: i32 = 0
/** Where the bytes of the texts end. */
let bytesEnd: usize = TEXT_BYTES
/** The seed of all hashes. */
let seed: u64 = 0
/** Selects the offset of a slot from a hash. */
let slotsMask: u32 = 0
/** The number of slots in use. */
let slotCount: i32 = 0
/** The free slot that was found last, and the hash that it is for. */
let freeSlot: usize = SLOTS
let freeHash: u32 = 0
/** Whether a text did not fit. */
let isFull: bool = false
/** Whether the quoted cell that was scanned last needs no unquoting. */
export let isTextInQuotes: bool = false

/** Sets the most bytes of a cell; rows with a longer one are not read. */
export function limitCells(length: usize): void {
  longestCell = length
}

/** Whether a cell has more bytes than are allowed. */
export function isTooLong(length: usize): bool {
  return length > longestCell
}

/** Returns the number of texts. */
export function countTexts(): i32 {
  return textCount
}

/** Whether a text did not fit. */
export function lacksRoom(): bool {
  return isFull
}

/** Forgets all texts, and sets another seed for their hashes, so that collisions cannot be prepared. */
export function forgetTexts(anySeed: u32): void {
  seed = (<u64>anySeed + 1) * FACTOR
  setSlots(FEWEST_SLOTS)
  textCount = 0
  bytesEnd = TEXT_BYTES
  isFull = false
}

/** Returns the number of a text, a new one if it is new; 0 if it does not fit, or is too long. */
export function numberOfText(start: usize, length: usize): i32 {
  if (length > longestCell) return 0
  const number = find(start, length, 0)
  return number == 0 ? addText(start, length) : number
}

/**
 * Returns the number of the text of a quoted cell, in which quotes are doubled and line breaks are CR LF; 0 if it does
 * not fit.
 */
export function numberOfQuoted(start: usize, length: usize): i32 {
  if (length > longestCell) return 0
  const known = find(start, length, IN_QUOTES)
  if (known != 0) return known
  const number = numberOfText(UNQUOTED, unquote(start, start + length))
  // The text may be in the slot now. Half of the slots stay free, however many quoted forms there are.
  if (number != 0 && !isHalfFull() && bytesEnd + length <= TEXT_BYTES_END) {
    find(start, length, IN_QUOTES)
    takeSlot(length | IN_QUOTES, number, copied(start, length))
  }
  return number
}

/** Returns the number of some bytes; 0 if they have none, and then {@link freeSlot} is for them. */
function find(start: usize, length: usize, mark: usize): i32 {
  const hash = hashOf(start, length)
  const key = <u32>(length | mark)
  let slot = SLOTS + <usize>(hash & slotsMask)
  for (;;) {
    const number = load<i32>(slot, 12)
    if (number == 0) break
    if (load<u32>(slot) == hash && load<u32>(slot, 4) == key && isSame(start, load<u32>(slot, 8), length)) return number
    slot = SLOTS + ((slot - SLOTS + SLOT) & <usize>slotsMask)
  }
  freeSlot = slot
  freeHash = hash
  return 0
}

function takeSlot(key: usize, number: i32, address: usize): void {
  store<u32>(freeSlot, freeHash)
  store<u32>(freeSlot, <u32>key, 4)
  store<u32>(freeSlot, <u32>address, 8)
  store<i32>(freeSlot, number, 12)
  slotCount++
}

function addText(start: usize, length: usize): i32 {
  if (textCount + 1 >= MAX_TEXTS || bytesEnd + length > TEXT_BYTES_END) {
    isFull = true
    return 0
  }
  const address = copied(start, length)
  const number = ++textCount
  store<u32>(TEXTS + ((<usize>number) << 3), <u32>address)
  store<u32>(TEXTS + ((<usize>number) << 3), <u32>length, 4)
  takeSlot(length, number, address)
  if (isHalfFull() && slotsMask < SLOTS_LIMIT) growSlots()
  return number
}

function isHalfFull(): bool {
  return <usize>slotCount * 2 * SLOT > <usize>slotsMask
}

/** Appends bytes to those of the texts, and returns their address. */
function copied(start: usize, length: usize): usize {
  const address = bytesEnd
  for (let at: usize = 0; at < length; at += 16) v128.store(address + at, v128.load(start + at))
  bytesEnd += length
  return address
}

/** Makes an empty table with this many slots. */
function setSlots(count: usize): void {
  slotsMask = <u32>((count - 1) * SLOT)
  slotCount = 0
  memory.fill(SLOTS, 0, count * SLOT)
}

/** Makes more slots, so that searches stay short. Quoted forms are not kept. */
function growSlots(): void {
  setSlots((<usize>slotsMask / SLOT + 1) * 4)
  for (let number = 1; number <= textCount; number++) {
    const address = <usize>load<u32>(TEXTS + ((<usize>number) << 3))
    const length = <usize>load<u32>(TEXTS + ((<usize>number) << 3), 4)
    find(address, length, 0)
    takeSlot(length, number, address)
  }
}

function hashOf(start: usize, length: usize): u32 {
  let hash = seed ^ length
  if (length < 8) hash = mixed(hash, load<u64>(start) & (((<u64>1) << (length << 3)) - 1))
  else {
    // The last eight bytes overlap those before, so no rest is left.
    const last = start + length - 8
    for (let at = start; at < last; at += 8) hash = mixed(hash, load<u64>(at))
    hash = mixed(hash, load<u64>(last))
  }
  // The high half depends on every bit, the low half only on low bits.
  return <u32>((hash * FACTOR) >> 32)
}

function mixed(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * FACTOR
  return product ^ (product >> 32)
}

/** Whether the bytes at two addresses are the same. */
export function isSame(one: usize, other: usize, length: usize): bool {
  if (length < 8) return ((load<u64>(one) ^ load<u64>(other)) & (((<u64>1) << (length << 3)) - 1)) == 0
  if (length < 16)
    return load<u64>(one) == load<u64>(other) && load<u64>(one + length - 8) == load<u64>(other + length - 8)
  // The last word overlaps those before, so no rest is left.
  const last = length - 16
  for (let at: usize = 0; at < last; at += 16)
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(other + at)))) return false
  return !v128.any_true(v128.xor(v128.load(one + last), v128.load(other + last)))
}

/** Returns the address of the first of two bytes; there must be one. */
export function endOf(start: usize, one: u8, other: u8): usize {
  const ones = i8x16.splat(one)
  const others = i8x16.splat(other)
  let at = start
  while (true) {
    const bytes = v128.load(at)
    const marks = i8x16.bitmask(v128.or(i8x16.eq(bytes, ones), i8x16.eq(bytes, others)))
    if (marks != 0) return at + <usize>ctz(marks)
    at += 16
  }
}

/** Returns where the closing quote of a cell is; 0 if it is not before `limit`. */
export function endOfQuoted(start: usize, limit: usize): usize {
  let isText = true
  for (let at = start; at < limit;) {
    let quotes = marksOf(at, QUOTE)
    const returns = marksOf(at, CARRIAGE_RETURN)
    let next = at + 32
    while (quotes != 0) {
      const quote = at + <usize>ctz(quotes)
      if (load<u8>(quote, 1) != QUOTE) {
        isTextInQuotes = isText && (returns & ((quotes & -quotes) - 1)) == 0
        return quote
      }
      isText = false
      next = max(next, quote + 2)
      quotes &= ~((quotes & -quotes) * 3)
    }
    if (returns != 0) isText = false
    at = next
  }
  return 0
}

/** Returns a bit for each of 32 bytes, set if it is this byte. */
function marksOf(start: usize, byte: u8): u32 {
  const bytes = i8x16.splat(byte)
  const low = i8x16.bitmask(i8x16.eq(v128.load(start), bytes))
  return <u32>low | ((<u32>i8x16.bitmask(i8x16.eq(v128.load(start, 16), bytes))) << 16)
}

/** Removes the second of doubled quotes and the CR of each CR LF; returns the length of what is left. */
function unquote(start: usize, end: usize): usize {
  let to = UNQUOTED
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at)
    if (byte == CARRIAGE_RETURN && at + 1 < end && load<u8>(at, 1) == NEWLINE) continue
    store<u8>(to++, byte)
    if (byte == QUOTE) at++
  }
  return to - UNQUOTED
}
