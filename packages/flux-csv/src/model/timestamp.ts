/**
 * A moment with nanoseconds: a `Date` that cannot be changed, and what every fluxline writer takes as a time.
 *
 * As a `Date` it is the millisecond that the moment lies in.
 */
export class Timestamp extends Date {
  /** Nanoseconds since the start of the millisecond, 0 to 999999. */
  readonly #rest: number

  /** @param ms Milliseconds since the epoch. @param rest Nanoseconds on top, 0 to 999999. */
  constructor(ms: number, rest = 0) {
    super(ms)
    this.#rest = rest
  }

  /** Makes a timestamp of nanoseconds since the epoch. */
  static fromNanoseconds(nanoseconds: bigint): Timestamp {
    const rest = ((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n
    return new Timestamp(Number((nanoseconds - rest) / 1_000_000n), Number(rest))
  }

  static {
    for (const name of Object.getOwnPropertyNames(Date.prototype)) {
      if (!name.startsWith('set')) continue
      const value = (): never => {
        throw new TypeError(
          `A Timestamp cannot be changed (${name}); make a Date of it first: new Date(timestamp.getTime())`,
        )
      }
      Object.defineProperty(this.prototype, name, { value, configurable: true, writable: true })
    }
  }

  /** Nanoseconds since the epoch. */
  get nanoseconds(): bigint {
    return BigInt(this.getTime()) * 1_000_000n + BigInt(this.#rest)
  }

  /** RFC 3339 with three, six or nine digits of a second, as many as it takes. */
  override toISOString(): string {
    const text = super.toISOString()
    if (this.#rest === 0) return text
    const digits = String(this.#rest).padStart(6, '0')
    return `${text.slice(0, -1)}${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`
  }

  /** The same as {@link toISOString}: no nanosecond is lost in JSON. */
  override toJSON(): string {
    return this.toISOString()
  }
}
