import { hasBrand, OptionError } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { typesByName } from '../types/registry.ts'
import type { FluxValue } from '../values/flux-value.ts'
import type { Timestamp } from '../values/timestamp.ts'
import type { FluxColumn } from './flux-column.ts'
import type { IntegersOption, RecordOptions, TimesOption } from './options.ts'
import { recordObject, shapeOfColumns } from './record-object.ts'
import type { RecordShape } from './record-object.ts'

/** What a runtime passes to the method under the key `inspection`. */
export type InspectArguments = Parameters<typeof inspectAs> extends [unknown, unknown, ...infer Rest] ? Rest : never

const brand = Symbol.for('fluxline.record')

/** The type of times, by the options. */
export type TimeOf<Options extends RecordOptions> = Options extends { readonly times: infer Choice extends TimesOption }
  ? Choice extends (text: string) => infer Time
    ? Time
    : Choice extends 'string'
      ? string
      : Choice extends 'nanoseconds'
        ? bigint
        : Timestamp
  : Timestamp

/** The type of integers, by the options. */
export type IntegerOf<Options extends RecordOptions> = Options extends {
  readonly integers: infer Choice extends IntegersOption
}
  ? Choice extends 'bigint'
    ? bigint
    : Choice extends 'string'
      ? string
      : Choice extends 'safe'
        ? number | bigint
        : number
  : number

/** What the records of one table have in common. */
export interface TableMeta {
  /** The table's number within its result. */
  readonly table: number
  /** The name of the `yield` that the table comes from. */
  readonly result: string
  readonly columns: readonly FluxColumn[]
}

/** One row of a table. */
export class FluxRecord<Time = Timestamp, Integer = number> {
  /** What all records of its table have in common. */
  readonly meta: TableMeta
  /** The cells by column, also those of a label that occurs twice. */
  readonly row: readonly FluxValue<Time, Integer>[]
  readonly #shape: RecordShape
  #values: Record<string, FluxValue<Time, Integer>> | undefined

  /** @throws OptionError if the table or the row is missing */
  constructor(meta: TableMeta, row: readonly FluxValue<Time, Integer>[])
  constructor(meta: TableMeta, row: readonly FluxValue<Time, Integer>[], shape?: RecordShape) {
    this.meta = meta
    this.row = row
    this.#shape = shape ?? shapeOf(meta, row)
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true })
    Object.defineProperty(this.prototype, inspection, {
      value(this: FluxRecord, ...args: InspectArguments): string {
        const { result, table, values } = this
        return inspectAs('FluxRecord', { result, table, values }, ...args)
      },
    })
  }

  /** The cells by label, in an object of the record's own. If columns share a label, the last one counts. */
  get values(): Record<string, FluxValue<Time, Integer>> {
    this.#values ??= recordObject(this.#shape, this.row)
    return this.#values
  }

  /** The table's number within its result. */
  get table(): number {
    return this.meta.table
  }

  /** The name of the `yield` that the record comes from. */
  get result(): string {
    return this.meta.result
  }

  /** The value of `_time`. */
  get time(): Time | undefined {
    return this.values['_time'] as Time | undefined
  }

  /** The value of `_start`. */
  get start(): Time | undefined {
    return this.values['_start'] as Time | undefined
  }

  /** The value of `_stop`. */
  get stop(): Time | undefined {
    return this.values['_stop'] as Time | undefined
  }

  /** The value of `_value`. */
  get value(): FluxValue<Time, Integer> | undefined {
    return this.values['_value']
  }

  /** The value of `_field`. */
  get field(): string | undefined {
    return this.values['_field'] as string | undefined
  }

  /** The value of `_measurement`. */
  get measurement(): string | undefined {
    return this.values['_measurement'] as string | undefined
  }

  /** Returns an object with the members that the mapping names, each from the column with that label. */
  toObject<Key extends string>(
    mapping: Readonly<Record<Key, string>>,
  ): Record<Key, FluxValue<Time, Integer> | undefined> {
    const members = Object.entries<string>(mapping).map(([key, label]) => [key, this.values[label]])
    return Object.fromEntries(members) as Record<Key, FluxValue<Time, Integer> | undefined>
  }

  /** Returns the values. Integers that JSON would round are text, bytes are base64. */
  toJSON(): Record<string, unknown> {
    const types = new Map(this.meta.columns.map(({ label, dataType }) => [label, typesByName.get(dataType)]))
    const members = Object.entries(this.values).map(([label, value]) => [label, types.get(label)?.json(value) ?? value])
    return Object.fromEntries(members) as Record<string, unknown>
  }
}

/** Whether a value is a record, made by any copy or version of this package. */
export function isFluxRecord(value: unknown): value is FluxRecord<unknown, unknown> {
  return hasBrand(value, brand)
}

function shapeOf(meta: Partial<TableMeta> | undefined, row: unknown): RecordShape {
  if (Array.isArray(meta?.columns) && Array.isArray(row)) return shapeOfColumns(meta.columns as FluxColumn[])
  throw new OptionError(
    'FluxRecord takes a table and a row: new FluxRecord({ result, table, columns }, row). parseRecords reads records.',
  )
}
