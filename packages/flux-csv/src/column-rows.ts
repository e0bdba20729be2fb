import type { AnnotatedReader } from './annotated-reader.ts'
import { viewOf } from './byte-words.ts'
import { CellRun } from './cell-run.ts'
import type { CellRange } from './cell-run.ts'
import type { ColumnBuilder } from './column-builder.ts'
import { ColumnCells } from './column-cells.ts'

const NEWLINE = 10
/** After so many rows of a block it is clear which columns repeat; it is looked at again after eight times as many. */
const FIRST_LOOK = 8
const NEXT_LOOK = 8
/** Rows that are looked at. */
const SAMPLE = 32
/** Characters that may stand in a number, a time or a word, where they are no delimiter to be relied on. */
const PART_OF_CELL = /[\w.:+-]/

/**
 * Reads rows of plain cells by a plan: ranges of columns of one type, and runs of columns that repeat.
 *
 * The plan is made anew for each block, out of what the rows so far have shown; the bytes decide for each row.
 */
export class ColumnRows {
  readonly #csv: AnnotatedReader
  readonly #cells: ColumnCells
  readonly #isUsable: boolean
  #builders: readonly ColumnBuilder[] = []
  #plan: readonly CellRange[] = []
  #nextLook = FIRST_LOOK
  /** The bytes of the tokenizer, and the same as an array of one class. */
  #source: Uint8Array = new Uint8Array(0)
  #bytes = this.#source
  #view: DataView = new DataView(new ArrayBuffer(0))
  #end = 0

  constructor(csv: AnnotatedReader) {
    this.#csv = csv
    const { delimiter } = csv.tokens
    this.#cells = new ColumnCells(delimiter)
    this.#isUsable = !PART_OF_CELL.test(String.fromCharCode(delimiter))
  }

  /** Begins a block. */
  begin(builders: readonly ColumnBuilder[]): void {
    this.#builders = builders
    this.#cells.begin(builders)
    this.#plan = planOf(builders, () => false)
    this.#nextLook = FIRST_LOOK
  }

  /** Where the last row ends that is read here. */
  get end(): number {
    const { bytes } = this.#csv.tokens
    if (this.#plan.length === 0) return 0
    if (bytes !== this.#source) this.#use(bytes)
    return this.#end
  }

  /** Reads a row into its columns and returns where the next begins; -1 where it is not plain. */
  read(row: number, start: number): number {
    if (row >= this.#nextLook) this.#look(row)
    const plan = this.#plan
    let at = start
    for (let index = 0; index < plan.length && at !== -1; index++) {
      const range = plan[index]!
      const { run } = range
      if (run === undefined) at = this.#readRange(range, row, at)
      else {
        const length = run.match(this.#view, at, this.#end)
        at = length > 0 ? at + length : this.#readRun(run, range, row, at)
      }
    }
    return at
  }

  /** Fills in what repeated up to before a row. */
  settle(row: number): void {
    for (const { run } of this.#plan) run?.settle(row)
  }

  #readRun(run: CellRun, range: CellRange, row: number, start: number): number {
    run.settle(row)
    const builders = this.#builders
    let at = this.#begin(range.from, start)
    for (let index = range.from; index < range.to && at !== -1; index++)
      at = this.#cells.read(builders[index]!.code, index, index + 1, row, at)
    if (at !== -1) run.remember(row, this.#view, start, at - start)
    return at
  }

  #readRange({ code, from, to }: CellRange, row: number, start: number): number {
    const at = this.#begin(from, start)
    return at === -1 ? -1 : this.#cells.read(code, from, to, row, at)
  }

  /** Where the first of the cells begins; -1 where it would be that of a row which is none of data. */
  #begin(from: number, start: number): number {
    if (from > 0) return start
    const csv = this.#csv
    if (csv.mayEndBlock(this.#bytes[start])) return -1
    if (csv.block.offset === 0) return start
    return this.#bytes[start] === csv.tokens.delimiter ? start + 1 : -1
  }

  #look(row: number): void {
    this.settle(row)
    this.#nextLook = row * NEXT_LOOK
    const from = Math.max(1, row - SAMPLE)
    this.#plan = planOf(this.#builders, (builder) => {
      let repeats = 0
      for (let each = from; each < row; each++) if (builder.isRepeat(each)) repeats++
      return repeats * 4 >= (row - from) * 3
    })
  }

  #use(bytes: Uint8Array): void {
    this.#source = bytes
    // Buffers are arrays of another class, which would make every access slower.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#view = viewOf(bytes)
    // From each byte of a row eight may be read.
    const last = this.#view.byteLength - 8
    this.#end = this.#isUsable && last >= 0 ? bytes.lastIndexOf(NEWLINE, last) + 1 : 0
    this.#cells.use(this.#bytes, this.#view, this.#end)
  }
}

/** Columns that repeat make runs, and the others ranges of one type. */
function planOf(builders: readonly ColumnBuilder[], isSteady: (builder: ColumnBuilder) => boolean): CellRange[] {
  const plan: CellRange[] = []
  const steady = builders.map((builder) => isSteady(builder))
  for (let from = 0, to = 1; from < builders.length; from = to++) {
    const { code } = builders[from]!
    const isRun = steady[from]!
    while (to < builders.length && steady[to] === isRun && (isRun || builders[to]!.code === code)) to++
    plan.push({ code, from, to, run: isRun ? new CellRun(builders.slice(from, to)) : undefined })
  }
  return plan
}
