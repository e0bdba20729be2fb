import type { FluxColumn } from '../model/flux-column.ts'
import type { AnnotatedReader } from '../scan/annotations.ts'
import { SPLIT_TIME, storageCodes } from './storage-codes.ts'
import type { StorageName } from './storage-codes.ts'
import { acquireWasmModule } from './wasm-module.ts'
import type { WasmModule } from './wasm-module.ts'

const NEWLINE = 10
const NO_ROWS = new Int32Array(0)
/** No number and no time that WebAssembly reads without JavaScript has as many bytes. */
const LONGEST_NUMBER = 64
/** Characters of numbers and times: as a delimiter, they would not end a cell. */
const PART_OF_CELL = /[\w.:+-]/

/**
 * Reads rows as InfluxDB writes nearly all of them, many at a time and column by column, by WebAssembly. Every other row
 * is left to the tokenizer, and all rows if WebAssembly is not available.
 *
 * The values are in the module's memory until this reader, or another one, reads again.
 */
export class WasmRows {
  /** Increases whenever texts get new numbers. */
  generation = 0
  /** Of the last rows, those in which a constant column may differ from the row before; the first row is one. */
  changes: Int32Array = NO_ROWS
  /** How many values lie between the first value of a column and that of the next. */
  capacity = 0
  /** The columns whose cells rarely change from row to row. */
  isConstant: readonly boolean[] = []
  readonly #csv: AnnotatedReader
  readonly #isUsable: boolean
  /** The module knows its reader by this token, so that it keeps no response in memory. */
  readonly #token = {}
  #module: WasmModule | undefined
  /** How each column is stored; empty if WebAssembly does not read the table. */
  #codes: readonly number[] = []
  /** Where the values of each column begin, in multiples of the capacity. */
  readonly #slots: number[] = []
  /** Whether the module knows the columns of the block. */
  #isSet = false
  /** The range of the response that is in the module's memory. */
  #from = 0
  #to = 0

  constructor(csv: AnnotatedReader) {
    this.#csv = csv
    const { delimiter, maxCellBytes } = csv.tokens
    this.#isUsable = maxCellBytes >= LONGEST_NUMBER && !PART_OF_CELL.test(String.fromCharCode(delimiter))
  }

  /**
   * Begins a block of tables.
   *
   * @param names how each column is stored; `undefined` for a column that only JavaScript reads
   */
  beginTable(columns: readonly FluxColumn[], names: readonly (StorageName | undefined)[]): void {
    const codes: number[] = []
    const isConstant: boolean[] = []
    for (const { index, group, label } of columns) {
      const name = names[index]
      if (this.#isUsable && name !== undefined) codes.push(storageCodes[name])
      isConstant.push(group || label === 'result' || label === 'table')
    }
    this.#codes = codes.length === columns.length ? codes : []
    this.isConstant = isConstant
    this.#isSet = false
  }

  /** Reads up to this many rows, skips them in the queue, and returns how many there were. */
  readRows(maxRows: number): number {
    const { queue } = this.#csv
    if (this.#codes.length === 0 || maxRows <= 0) return 0
    if (queue.position >= queue.bytes.length && !queue.advance()) return 0
    const module = this.#acquire()
    if (module === undefined) return 0
    const { offset } = queue
    const isLoaded = offset >= this.#from && offset < this.#to
    const hasMoreNow = this.#to < queue.endOffset && this.#to - this.#from < module.layout.INPUT_SIZE
    if (!isLoaded || hasMoreNow) this.#load(module)
    const limit = Math.min(maxRows, this.capacity)
    let rows = this.#readLoaded(module, limit)
    if (rows === 0 && module.rows.lacksRoom() === 1) {
      this.#forgetTexts(module)
      rows = this.#readLoaded(module, limit)
    }
    if (rows === 0 && this.#isCut(module)) {
      this.#load(module)
      rows = this.#readLoaded(module, limit)
    }
    if (rows === 0) return 0
    queue.skipRows(module.rows.getPosition() - module.layout.INPUT + this.#from - offset, rows)
    this.#csv.countRows(rows)
    const first = module.layout.CHANGES >> 2
    this.changes = module.words.subarray(first, first + module.rows.countChanges())
    return rows
  }

  /** The module that read the last rows. */
  get module(): WasmModule {
    return this.#module!
  }

  /** Returns where the values of a column begin in the module's memory, in values of eight bytes. */
  valuesOf(column: number): number {
    return (this.#module!.layout.VALUES >> 3) + this.#slots[column]! * this.capacity
  }

  /** Returns 1 for each row in which the column's cell is empty; `undefined` if there is none. */
  emptinessOf(column: number): Uint8Array | undefined {
    const { rows, layout, bytes } = this.#module!
    if (rows.hasEmpty(column) === 0) return undefined
    const start = layout.EMPTINESS + column * this.capacity
    return bytes.subarray(start, start + this.capacity)
  }

  /** Lets other readers have the module. */
  release(): void {
    if (this.#module?.owner === this.#token) this.#module.owner = undefined
    this.#module = undefined
    this.#codes = []
  }

  #acquire(): WasmModule | undefined {
    const module = acquireWasmModule(this.#token)
    if (module === undefined || this.#codes.length > module.layout.MAX_COLUMNS) return undefined
    if (module.owner !== this.#token) {
      module.owner = this.#token
      this.#module = module
      this.#to = 0
      this.#isSet = false
      this.#forgetTexts(module)
    }
    if (!this.#isSet) this.#setColumns(module)
    return module
  }

  #setColumns({ rows, layout }: WasmModule): void {
    const codes = this.#codes
    const { isConstant } = this
    const slots = this.#slots
    slots.length = 0
    let slot = 0
    for (const code of codes) {
      slots.push(slot)
      slot += code === SPLIT_TIME ? 2 : 1
    }
    this.capacity = Math.min(layout.MAX_ROWS, Math.floor(layout.MAX_VALUES / slot))
    const { block, comment, tokens } = this.#csv
    rows.limitCells(Math.min(tokens.maxCellBytes, layout.INPUT_SIZE))
    rows.setRows(codes.length, this.capacity, tokens.delimiter, comment, block.offset === 1)
    for (let index = 0, end = 0; index < codes.length; index = end) {
      const isRun = isConstant[index]!
      end = index + 1
      while (end < codes.length && isConstant[end] === isRun && (isRun || codes[end] === codes[index])) end++
      for (let each = index; each < end; each++) rows.setColumn(each, codes[each]!, slots[each]!, end, isRun)
    }
    this.#isSet = true
  }

  #forgetTexts(module: WasmModule): void {
    module.rows.forgetTexts(Math.random() * 2 ** 32)
    this.generation++
  }

  /** Copies the bytes from the next row on to the module's memory. */
  #load({ rows, layout, bytes }: WasmModule): void {
    const { queue } = this.#csv
    const length = queue.copyTo(bytes, layout.INPUT, layout.INPUT_SIZE)
    rows.setInput(length)
    this.#from = queue.offset
    this.#to = this.#from + length
  }

  #readLoaded({ rows, layout }: WasmModule, maxRows: number): number {
    return rows.readRows(layout.INPUT + this.#csv.queue.offset - this.#from, maxRows)
  }

  /** Whether the next row continues after the bytes in the module's memory. */
  #isCut({ layout, bytes }: WasmModule): boolean {
    const { offset, endOffset } = this.#csv.queue
    if (this.#to >= endOffset || offset === this.#from) return false
    // A line end follows the input at the latest.
    return bytes.indexOf(NEWLINE, layout.INPUT + offset - this.#from) >= layout.INPUT + this.#to - this.#from
  }
}
