import { TIME } from './codes'
import { DOT, ZERO } from './memory'
import { digitCount, eightFrom, numberOf, powerOf } from './numbers'

const COLON: u8 = 58
const DASH: u8 = 45
const T: u8 = 84
const Z: u8 = 90
const NO_NUMBER: i32 = 1000
const NO_DAY: i64 = i64.MAX_VALUE
/** Years whose nanoseconds since the epoch all fit in 64 bits. */
const FIRST_YEAR: i32 = 1678
const LAST_YEAR: i32 = 2261

/** The time that was read last: seconds since the epoch, and nanoseconds on top. */
let seconds: i64 = 0
let nanoseconds: i64 = 0

// Neighbours mostly share their minute, which is recognized by its 16 bytes. It begins as `1970-01-01T00:00`.
let minuteLow: u64 = 0x2d31_302d_3037_3931
let minuteHigh: u64 = 0x3030_3a30_3054_3130
let minuteSeconds: i64 = 0
/** When the day of that minute began. Most minutes are of the same day as the one before. */
let daySeconds: i64 = 0
/** Selects the day and the T out of {@link minuteHigh}. */
const DAY_END: u64 = 0xff_ffff

/**
 * Reads a time in UTC such as `2026-01-31T23:59:59.5Z`, and returns its end; 0 if it has another form.
 *
 * @see RFC 3339 "Date and Time on the Internet: Timestamps", section 5.6
 */
export function readTime(start: usize): usize {
  const low = load<u64>(start)
  const high = load<u64>(start, 8)
  if ((low != minuteLow || high != minuteHigh) && !readMinute(start, low, high)) return 0
  const second = twoDigits(start + 17)
  if (load<u8>(start, 16) != COLON || second > 59) return 0
  seconds = minuteSeconds + second
  nanoseconds = 0
  const end = load<u8>(start, 19) == DOT ? readFraction(start + 20) : start + 19
  return load<u8>(end) == Z ? end + 1 : 0
}

/** Stores the time that was read last: as nanoseconds since the epoch, or as milliseconds and the nanoseconds on top. */
export function storeTime(code: i32, value: usize, rest: usize): void {
  if (code == TIME) store<i64>(value, seconds * 1_000_000_000 + nanoseconds)
  else {
    const milliseconds = nanoseconds / 1_000_000
    store<f64>(value, <f64>(seconds * 1000 + milliseconds))
    store<f64>(rest, <f64>(nanoseconds - milliseconds * 1_000_000))
  }
}

/** Reads one to nine digits after the point, and returns their end; the address of the point if there are none. */
function readFraction(start: usize): usize {
  const eight = eightFrom(start)
  const count = digitCount(eight)
  if (count == 0) return start - 1
  let fraction = numberOf(eight, count)
  let end = start + count
  const last = load<u8>(end) - ZERO
  if (count == 8 && last < 10) {
    fraction = fraction * 10 + last
    end++
  }
  nanoseconds = <i64>(fraction * powerOf(9 - (end - start)))
  return end
}

function readMinute(start: usize, low: u64, high: u64): bool {
  const isSameDay = low == minuteLow && ((high ^ minuteHigh) & DAY_END) == 0
  const day = isSameDay ? daySeconds : readDay(start)
  const hour = twoDigits(start + 11)
  const minute = twoDigits(start + 14)
  if (day == NO_DAY || load<u8>(start, 13) != COLON || hour > 23 || minute > 59) return false
  minuteLow = low
  minuteHigh = high
  daySeconds = day
  minuteSeconds = day + hour * 3600 + minute * 60
  return true
}

/** Returns the seconds since the epoch at which a date begins that ends with T; {@link NO_DAY} if it is not one. */
function readDay(start: usize): i64 {
  const year = twoDigits(start) * 100 + twoDigits(start + 2)
  const month = twoDigits(start + 5)
  const day = twoDigits(start + 8)
  const isShape = load<u8>(start, 4) == DASH && load<u8>(start, 7) == DASH && load<u8>(start, 10) == T
  if (!isShape || year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return NO_DAY
  return day > daysOf(month, year) ? NO_DAY : <i64>daysSinceEpoch(year, month, day) * 86_400
}

/** Returns the number that two digits make; {@link NO_NUMBER} if they are not digits. */
function twoDigits(at: usize): i32 {
  const tens = load<u8>(at) - ZERO
  const ones = load<u8>(at, 1) - ZERO
  return tens < 10 && ones < 10 ? <i32>tens * 10 + ones : NO_NUMBER
}

function daysOf(month: i32, year: i32): i32 {
  if (month != 2) return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
}

/** @see Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil */
function daysSinceEpoch(year: i32, month: i32, day: i32): i32 {
  const shifted = month <= 2 ? year - 1 : year
  const era = shifted / 400
  const yearOfEra = shifted - era * 400
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
