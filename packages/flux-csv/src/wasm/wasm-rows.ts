import type { AnnotatedReader, Block } from '../scan/annotations.ts'
import { BASE64, DURATION, SPLIT_TIME } from '../types/cell-codes.ts'
import type { StoredCode } from '../types/cell-codes.ts'
import { machineFor } from './wasm-module.ts'
import type { RowMachine } from './wasm-module.ts'

const NEWLINE = 10
const NO_BYTES = new Uint8Array(0)
const NO_ROWS = new Int32Array(0)
/** Characters of numbers and times, whose cells would go on over such a delimiter. */
const PART_OF_CELL = /[\w.:+-]/

/**
 * Reads rows as InfluxDB writes nearly all of them, many at a time and column by column, by WebAssembly; every other row
 * it leaves to whoever takes the time to look at it closely, and all of them where there is no WebAssembly.
 *
 * What it read is there until it, or another reader, reads again.
 */
export class PlainRows {
  /** Grows whenever texts are numbered anew. */
  generation = 0
  /** Of the rows that were read last, those where a steady column may differ from the row before; the first is one. */
  changes: Int32Array = NO_ROWS
  /** How many values lie between one column's and the next one's. */
  capacity = 0
  /** The columns that hardly ever change from row to row. */
  steady: readonly boolean[] = []
  readonly #csv: AnnotatedReader
  readonly #isUsable: boolean
  /** The machine knows its reader by this, and not by what would keep a whole answer in memory. */
  readonly #token = {}
  #machine: RowMachine | undefined
  #block: Block | undefined
  #codes: readonly StoredCode[] | undefined
  /** Where the values of each column are, among those of all. */
  #places: readonly number[] = []
  /** Whether the machine knows the columns of the block. */
  #isSet = false
  /** The bytes that the machine has, of which array, from where to where. */
  #source: Uint8Array = NO_BYTES
  #from = 0
  #to = 0

  constructor(csv: AnnotatedReader) {
    this.#csv = csv
    this.#isUsable = !PART_OF_CELL.test(String.fromCharCode(csv.tokens.delimiter))
  }

  /** Begins a block, of whose columns each is to be stored in a way. */
  begin(block: Block, codes: readonly StoredCode[]): void {
    this.#block = block
    const isReadable = !codes.includes(DURATION) && !codes.includes(BASE64)
    this.#codes = this.#isUsable && isReadable ? codes : undefined
    this.#isSet = false
    this.steady = block.columns.map(({ group, label }) => group || label === 'result' || label === 'table')
  }

  /** Reads up to so many rows from where the tokenizer is, passes over them, and returns how many there are. */
  read(most: number): number {
    const { tokens } = this.#csv
    if (this.#codes === undefined || most <= 0) return 0
    if (tokens.position >= tokens.bytes.length && !tokens.advance()) return 0
    const machine = this.#take()
    if (machine === undefined) return 0
    const { bytes, position } = tokens
    if (bytes !== this.#source || position < this.#from || position >= this.#to) this.#load(machine, bytes, position)
    const limit = Math.min(most, this.capacity)
    let rows = this.#readHere(machine, position, limit)
    if (rows === 0 && machine.rows.lacksRoom() === 1) {
      this.#forgetTexts(machine)
      rows = this.#readHere(machine, position, limit)
    }
    if (rows === 0 && this.#isCut(bytes, position)) {
      this.#load(machine, bytes, position)
      rows = this.#readHere(machine, position, limit)
    }
    if (rows === 0) return 0
    this.#passOver(machine.rows.getPosition() - machine.layout.INPUT + this.#from, rows)
    this.#csv.countRows(rows)
    const first = machine.layout.CHANGES >> 2
    this.changes = machine.words.subarray(first, first + machine.rows.countChanges())
    return rows
  }

  /** The machine, which has what was read last. */
  get machine(): RowMachine {
    return this.#machine!
  }

  /** Where the values of a column begin in the machine's memory, counted in values of eight bytes. */
  valuesOf(column: number): number {
    return (this.machine.layout.VALUES >> 3) + this.#places[column]! * this.capacity
  }

  /** For each row 1 where a column's cell is empty; `undefined` where none is. */
  emptinessOf(column: number): Uint8Array | undefined {
    const { rows, layout, bytes } = this.machine
    if (rows.hasEmpty(column) === 0) return undefined
    const start = layout.EMPTINESS + column * this.capacity
    return bytes.subarray(start, start + this.capacity)
  }

  /** Gives the machine back. */
  release(): void {
    if (this.#machine?.owner === this.#token) this.#machine.owner = undefined
    this.#machine = undefined
    this.#source = NO_BYTES
    this.#codes = undefined
  }

  #take(): RowMachine | undefined {
    const { columns, offset } = this.#block!
    const machine = machineFor(this.#token)
    if (machine === undefined || columns.length > machine.layout.MOST_COLUMNS) return undefined
    if (machine.owner !== this.#token) {
      machine.owner = this.#token
      this.#machine = machine
      this.#source = NO_BYTES
      this.#isSet = false
      this.#forgetTexts(machine)
    }
    if (!this.#isSet) this.#setColumns(machine, columns.length, offset)
    return machine
  }

  #setColumns({ rows, layout }: RowMachine, count: number, offset: number): void {
    const codes = this.#codes!
    const { steady } = this
    let place = 0
    this.#places = codes.map((code) => {
      const its = place
      place += code === SPLIT_TIME ? 2 : 1
      return its
    })
    this.capacity = Math.min(layout.MOST_ROWS, Math.floor(layout.MOST_VALUES / Math.max(place, 1)))
    rows.setRows(count, this.capacity, this.#csv.tokens.delimiter, this.#csv.comment, offset === 1)
    for (let index = 0, end = 0; index < count; index = end) {
      const isRun = steady[index]!
      end = index + 1
      while (end < count && steady[end] === isRun && (isRun || codes[end] === codes[index])) end++
      for (let each = index; each < end; each++) rows.setColumn(each, codes[each]!, this.#places[each]!, end, isRun)
    }
    this.#isSet = true
  }

  #forgetTexts(machine: RowMachine): void {
    machine.rows.forgetTexts(Math.random() * 2 ** 32)
    this.generation++
  }

  /** Gives the machine the bytes from a position on, and those that come after them. */
  #load({ rows, layout, bytes: memory }: RowMachine, bytes: Uint8Array, position: number): void {
    const part = bytes.subarray(position, position + layout.INPUT_SIZE)
    memory.set(part, layout.INPUT)
    let { length } = part
    const { upcoming } = this.#csv.tokens
    if (upcoming !== undefined && position + length === bytes.length) {
      const { chunk, position: first } = upcoming
      const next = chunk.subarray(first, first + layout.INPUT_SIZE - length)
      memory.set(next, layout.INPUT + length)
      length += next.length
    }
    rows.setInput(length)
    this.#source = bytes
    this.#from = position
    this.#to = position + length
  }

  /** Passes over rows that end at a position of the present bytes, or of those that come after them. */
  #passOver(position: number, rows: number): void {
    const { tokens } = this.#csv
    const { upcoming, bytes } = tokens
    const beyond = position - bytes.length
    tokens.skipRows(Math.min(position, bytes.length), rows)
    if (beyond <= 0 || upcoming === undefined) return
    tokens.advance()
    tokens.skipRows(upcoming.position + beyond, 0)
    // What the machine has stays where it is, and is now a part of that chunk.
    const shift = upcoming.position - bytes.length
    this.#source = upcoming.chunk
    this.#from += shift
    this.#to += shift
  }

  #readHere({ rows, layout }: RowMachine, position: number, most: number): number {
    return rows.readRows(layout.INPUT + position - this.#from, most)
  }

  /** Whether a row goes on behind what the machine has. */
  #isCut(bytes: Uint8Array, position: number): boolean {
    if (this.#to >= bytes.length || position === this.#from) return false
    const end = bytes.indexOf(NEWLINE, position)
    return end === -1 || end >= this.#to
  }
}
