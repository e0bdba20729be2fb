import { parseDouble } from '../types/double.ts'
import { parseInteger } from '../types/integer-cells.ts'
import { decodeText } from '../types/string.ts'
import { fromByteText } from './byte-text.ts'
import { rowsWasm } from './rows-wasm.ts'
import { DOUBLE, LONG, SAFE_LONG, UNSIGNED } from './storage-codes.ts'

/** How many readers that take turns keep their texts; each holds a few megabytes. */
const MAX_MODULES = 4

/** The exports of `assembly/rows.ts`. */
interface RowsExports extends Readonly<Record<LayoutName, WebAssembly.Global<'i32'>>> {
  readonly memory: WebAssembly.Memory
  limitCells(length: number): void
  setRows(count: number, maxRows: number, delimiter: number, comment: number, hasOffset: boolean): void
  setColumn(index: number, code: number, slot: number, end: number, isRun: boolean): void
  setInput(length: number): void
  readRows(start: number, maxRows: number): number
  getPosition(): number
  countChanges(): number
  hasEmpty(index: number): number
  countTexts(): number
  lacksRoom(): number
  forgetTexts(seed: number): void
}

const LAYOUT = [
  'CHANGES',
  'EMPTINESS',
  'INPUT',
  'INPUT_SIZE',
  'MAX_COLUMNS',
  'MAX_ROWS',
  'MAX_VALUES',
  'TEXTS',
  'VALUES',
] as const

type LayoutName = (typeof LAYOUT)[number]

/**
 * An instance of the WebAssembly module that reads rows into columns, with its memory.
 *
 * Readers use it one after the other. The texts that it keeps for its last reader only save time.
 */
export class WasmModule {
  readonly rows: RowsExports
  /** Where things are in the memory, and how many fit. */
  readonly layout: Readonly<Record<LayoutName, number>>
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly doubles: Float64Array
  readonly words: Int32Array
  readonly signed: BigInt64Array
  readonly unsigned: BigUint64Array
  /** A token of the reader that uses it, so that nothing of the reader is kept. */
  owner: object | undefined
  /** When it was acquired last. */
  turn = 0
  /** Whether its last rows are still in use. */
  isBusy = false

  constructor(module: WebAssembly.Module) {
    const readRareNumber = (code: number, start: number, end: number, address: number): boolean =>
      this.#readRareNumber(code, start, end, address >> 3)
    this.rows = new WebAssembly.Instance(module, { rows: { readRareNumber } }).exports as unknown as RowsExports
    this.layout = Object.fromEntries(LAYOUT.map((name) => [name, this.rows[name].value])) as Record<LayoutName, number>
    const { buffer } = this.rows.memory
    this.bytes = new Uint8Array(buffer)
    this.view = new DataView(buffer)
    this.doubles = new Float64Array(buffer)
    this.words = new Int32Array(buffer)
    this.signed = new BigInt64Array(buffer)
    this.unsigned = new BigUint64Array(buffer)
  }

  /** Stores a number in a rare format; false if it is not one. */
  #readRareNumber(code: number, start: number, end: number, index: number): boolean {
    const text = decodeText(this.bytes, start, end)
    if (code === DOUBLE) {
      const double = parseDouble(text)
      if (double !== undefined) this.doubles[index] = double
      return double !== undefined
    }
    const integer = parseInteger(text, code === LONG || code === SAFE_LONG)
    // Integers that stay text keep their form.
    if (integer === undefined || String(integer) !== text) return false
    if (code === LONG || code === UNSIGNED) this.signed[index] = integer
    else this.doubles[index] = Number(integer)
    return code === LONG || code === UNSIGNED || Number.isSafeInteger(this.doubles[index])
  }
}

const modules: WasmModule[] = []
let turns = 0
let compiled: WebAssembly.Module | undefined
/** Whether WebAssembly is not available: some platforms allow no code that was not deployed. */
let isUnavailable = false

/** Uses a module that was compiled before, where code cannot be compiled at run time. */
export function useRowsModule(module: WebAssembly.Module): void {
  compiled = module
  isUnavailable = false
}

/**
 * Returns a module for a reader: its last one if nobody else took it, else a free one, else the one that was not used for
 * the longest time; `undefined` if WebAssembly is not available.
 */
export function acquireWasmModule(owner: object): WasmModule | undefined {
  let module: WasmModule | undefined
  for (const each of modules) if (each.owner === owner) module = each
  module ??= freeModule()
  if (module !== undefined) module.turn = ++turns
  return module
}

function freeModule(): WasmModule | undefined {
  let oldest: WasmModule | undefined
  for (const module of modules) {
    if (module.isBusy) continue
    if (module.owner === undefined) return module
    if (oldest === undefined || module.turn < oldest.turn) oldest = module
  }
  return newModule() ?? oldest
}

function newModule(): WasmModule | undefined {
  if (modules.length >= MAX_MODULES || isUnavailable || isBigEndian()) return undefined
  try {
    compiled ??= new WebAssembly.Module(fromByteText(rowsWasm))
    const module = new WasmModule(compiled)
    modules.push(module)
    return module
  } catch {
    isUnavailable ||= modules.length === 0
    return undefined
  }
}

/** The memory of WebAssembly is little endian, and typed arrays are as the machine is. */
function isBigEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1
}
