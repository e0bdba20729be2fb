import { BASE64, BOOLEAN, DOUBLE, DURATION, LONG, TEXT, TIME, UNSIGNED } from './cell-codes.ts'
import type { CellCode } from './cell-codes.ts'
import { decodeBoolean, decodeDouble, decodeInteger } from './decode-text.ts'
import { FluxDuration } from '../model/duration.ts'
import type { FluxValue } from '../model/flux-record.ts'
import { readDouble, readInteger } from './number-bytes.ts'
import type { IntegersOption, RecordOptions, TimesOption } from '../model/options.ts'
import { TimeReader } from './date-time.ts'
import { Timestamp } from '../model/timestamp.ts'

/** What a cell can be, whatever the options. */
export type Value = FluxValue<object, bigint>

/** Turns the bytes of a cell into what its column's type and the options make of it. */
export class CellDecoder {
  readonly #integers: IntegersOption
  readonly #times: TimesOption
  readonly #time = new TimeReader()

  constructor({ integers = 'number', times = 'timestamp' }: RecordOptions) {
    this.#integers = integers
    this.#times = times
  }

  /** Reads a cell that is not empty, whose text can be had too; `undefined` where it is not of its column's type. */
  decode(code: CellCode, bytes: Uint8Array, start: number, end: number, text: () => string): Value | undefined {
    switch (code) {
      case TEXT:
        return text()
      case DOUBLE: {
        const value = readDouble(bytes, start, end)
        return Number.isNaN(value) ? decodeDouble(text()) : value
      }
      case LONG:
      case UNSIGNED:
        return this.#integer(code, bytes, start, end, text)
      case BOOLEAN:
        return decodeBoolean(text())
      case TIME:
        return this.#timeOf(bytes, start, end, text)
      case DURATION:
        return orUndefined(() => new FluxDuration(text()))
      case BASE64:
        return orUndefined(() => Uint8Array.from(atob(text()), (character) => character.charCodeAt(0)))
    }
  }

  #integer(code: CellCode, bytes: Uint8Array, start: number, end: number, text: () => string): Value | undefined {
    const integers = this.#integers
    if (integers === 'number') {
      const value = readInteger(bytes, start, end)
      if (!Number.isNaN(value) && (code === LONG || value >= 0)) return value + 0
    }
    const digits = text()
    const value = decodeInteger(digits, code === LONG)
    if (value === undefined) return undefined
    if (integers === 'number') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
    return integers === 'bigint' ? value : digits
  }

  #timeOf(bytes: Uint8Array, start: number, end: number, text: () => string): Value | undefined {
    const times = this.#times
    const time = this.#time
    if (!time.read(bytes, start, end)) return undefined
    if (times === 'timestamp') return this.#timestamp()
    if (times === 'nanoseconds') return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds)
    return times === 'string' ? text() : (times(text()) as object)
  }

  /** The time that was read last. */
  #timestamp(): Timestamp {
    const { seconds, nanoseconds } = this.#time
    const milliseconds = Math.floor(nanoseconds / 1_000_000)
    return new Timestamp(seconds * 1000 + milliseconds, nanoseconds - milliseconds * 1_000_000)
  }
}

function orUndefined<Result>(decode: () => Result): Result | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}
