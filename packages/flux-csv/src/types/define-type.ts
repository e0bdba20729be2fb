import type { ColumnKind } from '../model/column-block.ts'
import type { IntegersOption, TimesOption } from '../model/options.ts'
import type { StorageName } from '../wasm/storage-codes.ts'
import type { TypeCode } from './type-codes.ts'

/** The options that decide what a cell is read as, with their defaults. */
export interface ValueOptions {
  readonly integers: IntegersOption
  readonly times: TimesOption
}

/**
 * How WebAssembly stores the cells of a datatype: the storage code for columns, and those for records, which may depend
 * on an option. A function as the option `times` counts as `string`.
 */
export interface WasmStorage {
  readonly column: StorageName
  /** `undefined` if only JavaScript makes the value. */
  readonly record: StorageName | undefined | RecordStorage
}

/** The storage codes for records by the value of an option. */
type RecordStorage =
  | { readonly option: 'integers'; readonly codes: Readonly<Record<IntegersOption, StorageName>> }
  | { readonly option: 'times'; readonly codes: Readonly<Record<Extract<TimesOption, string>, StorageName>> }

/** What the package knows of a datatype of annotated CSV. */
export interface DataType {
  /** The names that the `#datatype` annotation has for it. */
  readonly names: readonly [string, ...string[]]
  /** Unique among the datatypes: what the generated switches go by. */
  readonly code: TypeCode
  /** How a column keeps its values. Text gets a dictionary while it repeats. */
  readonly storage: Exclude<ColumnKind, 'dictionary'>
  /** How WebAssembly stores its cells; `false` leaves every row of such a table to JavaScript. */
  readonly wasm: WasmStorage | false
  /** Whether a caller can change a value, so that each record needs its own. */
  readonly isMutable: boolean
  /** Converts a value for `JSON.stringify`, if JSON cannot hold it as it is. */
  readonly json: (value: unknown) => unknown
  /** Says what is wrong with the text of a cell, if that is more than not being of the datatype. */
  readonly explain: (text: string) => string | undefined
}

/** Completes the definition of a datatype; see {@link DataType}. */
export function defineType({
  names,
  code,
  storage,
  wasm,
  isMutable = false,
  json = asItIs,
  explain = nothing,
}: Pick<DataType, 'names' | 'code' | 'storage' | 'wasm'> & Partial<DataType>): DataType {
  // All datatypes have their members in the same order, so that loops over columns stay monomorphic.
  return { names, code, storage, wasm, isMutable, json, explain }
}

function asItIs(value: unknown): unknown {
  return value
}

function nothing(): undefined {
  return undefined
}

/** Where the cells of a column go. */
export interface CellSink {
  setText(row: number, bytes: Uint8Array, start: number, end: number): void
  setDouble(row: number, value: number): void
  /** Sets a 64-bit integer. */
  setInteger(row: number, value: bigint): void
  /** Sets a 64-bit integer by its halves, without a bigint. */
  setHalves(row: number, high: number, low: number): void
  setBoolean(row: number, value: boolean): void
  setBinary(row: number, value: Uint8Array): void
}
