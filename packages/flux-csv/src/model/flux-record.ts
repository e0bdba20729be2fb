import type { FluxDuration } from './duration.ts'
import type { FluxColumn } from './flux-column.ts'
import type { IntegersOption, RecordOptions, TimesOption } from './options.ts'
import { rowObject } from '../records/record-object.ts'
import type { RowShape } from '../records/record-object.ts'
import type { Timestamp } from './timestamp.ts'

/** What a cell can be. */
export type FluxValue<Time = Timestamp, Integer = number> =
  | string
  | number
  | boolean
  | Integer
  | Time
  | FluxDuration
  | Uint8Array
  | null

/** What times are read as, by the options. */
export type TimeOf<Options extends RecordOptions> = Options extends { readonly times: infer Choice extends TimesOption }
  ? Choice extends (text: string) => infer Time
    ? Time
    : Choice extends 'string'
      ? string
      : Choice extends 'nanoseconds'
        ? bigint
        : Timestamp
  : Timestamp

/** What integers are read as, by the options. */
export type IntegerOf<Options extends RecordOptions> = Options extends {
  readonly integers: infer Choice extends IntegersOption
}
  ? Choice extends 'bigint'
    ? bigint
    : Choice extends 'string'
      ? string
      : number
  : number

/** What the records of one table have in common. */
export interface TableMeta {
  /** The table's number within its result. */
  readonly index: number
  /** The name of the `yield` that it comes from. */
  readonly result: string
  readonly columns: readonly FluxColumn[]
  readonly shape: RowShape
}

/** One row of a table. */
export class FluxRecord<Time = Timestamp, Integer = number> {
  /** What all records of its table have in common. */
  readonly meta: TableMeta
  /** The cells by column, also those whose label occurs twice. */
  readonly row: readonly FluxValue<Time, Integer>[]
  readonly #shape: RowShape
  #values: Record<string, FluxValue<Time, Integer>> | undefined

  /** @param shape What the object of the values is made by, where that is not its table's. */
  constructor(meta: TableMeta, row: readonly FluxValue<Time, Integer>[], shape: RowShape = meta.shape) {
    this.meta = meta
    this.row = row
    this.#shape = shape
  }

  /** The cells by label, a plain object of the record's own; of several columns with one label, the last. */
  get values(): Record<string, FluxValue<Time, Integer>> {
    this.#values ??= rowObject(this.#shape, this.row)
    return this.#values
  }

  /** The table's number within its result. */
  get table(): number {
    return this.meta.index
  }

  /** The name of the `yield` that the record comes from. */
  get result(): string {
    return this.meta.result
  }

  /** `_time` */
  get time(): Time | undefined {
    return this.values['_time'] as Time | undefined
  }

  /** `_start` */
  get start(): Time | undefined {
    return this.values['_start'] as Time | undefined
  }

  /** `_stop` */
  get stop(): Time | undefined {
    return this.values['_stop'] as Time | undefined
  }

  /** `_value` */
  get value(): FluxValue<Time, Integer> | undefined {
    return this.values['_value']
  }

  /** `_field` */
  get field(): string | undefined {
    return this.values['_field'] as string | undefined
  }

  /** `_measurement` */
  get measurement(): string | undefined {
    return this.values['_measurement'] as string | undefined
  }

  /** An object with the members that the mapping names, each from the column of that label. */
  toObject<Key extends string>(
    mapping: Readonly<Record<Key, string>>,
  ): Record<Key, FluxValue<Time, Integer> | undefined> {
    const members = Object.entries<string>(mapping).map(([key, label]) => [key, this.values[label]])
    return Object.fromEntries(members) as Record<Key, FluxValue<Time, Integer> | undefined>
  }

  /** The values, with integers as text that JSON would round, and bytes as base64. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.values).map(([label, value]) => [label, jsonOf(value)]))
  }
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''))
  // JSON has no word for NaN and the infinities.
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}
