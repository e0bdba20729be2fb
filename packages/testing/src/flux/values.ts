/** Nanoseconds since the epoch; an integer is a `bigint` too, so a time needs a class. */
export class FluxTime {
  readonly nanoseconds: bigint
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds
  }
}

/** An unsigned integer; a bigint is a signed one. */
export class FluxUint {
  readonly value: bigint
  constructor(value: bigint) {
    this.value = value
  }
}

/** A length of time in nanoseconds. */
export class FluxDuration {
  readonly nanoseconds: bigint
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds
  }
}

/** A value that a script can name. A number is a float, and a bigint an integer. */
export type FluxValue = string | number | bigint | boolean | RegExp | FluxTime | FluxDuration | readonly FluxValue[]
