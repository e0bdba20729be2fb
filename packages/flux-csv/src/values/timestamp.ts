import { OptionError } from '@fluxline/internal/errors'
import { inspection } from '@fluxline/internal/inspect'
import { floorDiv, floorMod } from '@fluxline/internal/nanoseconds'
import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import { showOption } from '@fluxline/internal/show'

/** The most milliseconds from the epoch that a `Date` can hold. */
const MAX_MS = 8.64e15

/**
 * A time with nanoseconds: an immutable `Date`, which every fluxline writer takes as a time.
 *
 * As a `Date` it is the millisecond that contains the time.
 */
export class Timestamp extends Date {
  /** Nanoseconds since the start of the millisecond, 0 to 999999. */
  readonly #rest: number

  /**
   * @param ms milliseconds since the epoch, an integer
   * @param rest nanoseconds on top, 0 to 999999
   * @throws OptionError if one of them is something else
   */
  constructor(ms: number, rest = 0) {
    super(ms)
    if (!(Number.isInteger(ms) && Math.abs(ms) <= MAX_MS && rest >= 0 && rest <= 999_999)) throw notATimestamp(ms, rest)
    this.#rest = rest
  }

  /** Converts nanoseconds since the epoch. @throws OptionError if they are not a bigint that a `Date` can hold */
  static fromNanoseconds(nanoseconds: bigint): Timestamp {
    if (typeof nanoseconds !== 'bigint') {
      throw new OptionError(`Timestamp.fromNanoseconds takes a bigint, not ${showOption(nanoseconds)}.`, {
        value: nanoseconds,
      })
    }
    return new Timestamp(Number(floorDiv(nanoseconds, 1_000_000n)), Number(floorMod(nanoseconds, 1_000_000n)))
  }

  static {
    for (const name of Object.getOwnPropertyNames(Date.prototype)) {
      if (!name.startsWith('set')) continue
      const value = (): never => {
        throw new TypeError(`A Timestamp is immutable (${name}); copy it first: new Date(timestamp.getTime())`)
      }
      Object.defineProperty(this.prototype, name, { value, configurable: true, writable: true })
    }
    Object.defineProperty(this.prototype, inspection, {
      value(this: Timestamp): string {
        return this.toISOString()
      },
    })
  }

  /** Nanoseconds since the epoch. */
  get nanoseconds(): bigint {
    return BigInt(this.getTime()) * 1_000_000n + BigInt(this.#rest)
  }

  /** Returns RFC 3339 text with three, six or nine digits of a second, as many as the time needs. */
  override toISOString(): string {
    return this.#rest === 0 ? super.toISOString() : formatRfc3339(this.nanoseconds)
  }

  /** Returns the same as {@link toISOString}, so that JSON keeps every nanosecond. */
  override toJSON(): string {
    return this.toISOString()
  }
}

function notATimestamp(ms: unknown, rest: unknown): OptionError {
  const isRest = Number.isInteger(ms) && Math.abs(ms as number) <= MAX_MS
  const problem = isRest
    ? `\`rest\` must be 0 to 999999 nanoseconds, not ${showOption(rest)}`
    : `\`ms\` must be an integer from -${MAX_MS} to ${MAX_MS}, not ${showOption(ms)}`
  return new OptionError(`Timestamp: ${problem}.`, { option: isRest ? 'rest' : 'ms', value: isRest ? rest : ms })
}
