import { CellText } from './cell-text.ts'
import { CsvError, cutAnswer, FluxError, LimitError, NO_LINE_END, show } from '../errors.ts'
import type { FluxColumn, FluxDataType } from '../model/flux-column.ts'
import type { CsvOptions, TypeHintsOption } from '../model/options.ts'
import { asciiCode, PLAIN, Tokenizer } from './tokenizer.ts'

/** What a row turned out to be. */
export type RowKind = 'data' | 'header' | 'other'

/** The columns of one block of tables. The first cell of each row may belong to the annotations alone. */
export interface Block {
  readonly columns: readonly FluxColumn[]
  /** Cells before the first column: 1 where there is an annotation column, else 0. */
  readonly offset: number
}

interface Annotations {
  datatype?: readonly string[]
  group?: readonly string[]
  default?: readonly string[]
}

/**
 * Reads annotated CSV row by row: tells data from annotations and headers, and finds what is no data at all.
 *
 * A block is annotations in any order and subset, a header, and data; the next one begins with an annotation, or after an
 * empty line. Blocks without annotations are headers and text.
 * @see InfluxDB documentation, "Annotated CSV"
 */
export class AnnotatedReader {
  readonly tokens: Tokenizer
  readonly text: CellText
  block: Block = { columns: [], offset: 0 }

  /** What annotation rows begin with. */
  readonly comment: number
  readonly #maxRows: number
  readonly #needsLineEnd: boolean
  readonly #typeHints: ReadonlyMap<string, FluxDataType>
  #rows = 0
  #annotations: Annotations = {}
  #inData = false
  #failed = false

  constructor(options: CsvOptions & TypeHintsOption) {
    this.tokens = new Tokenizer(options)
    this.text = new CellText(this.tokens)
    this.comment = asciiCode(options.commentPrefix ?? '#', 'commentPrefix')
    this.#maxRows = options.maxRows ?? Infinity
    this.#needsLineEnd = options.lineEnd === 'required'
    this.#typeHints = new Map(Object.entries(options.typeHints ?? {}))
  }

  /**
   * Looks at the present row of the tokenizer.
   *
   * @throws FluxError, CsvError, LimitError
   */
  classify(): RowKind {
    const { bytes, starts, ends, kinds, count } = this.tokens
    const isPlain = kinds[0] === PLAIN
    if (count === 1 && isPlain && starts[0] === ends[0]) {
      this.#inData = false
      return 'other'
    }
    if (isPlain && bytes[starts[0]!] === this.comment && starts[0] !== ends[0] && this.#isAnnotation()) return 'other'
    if (!this.#inData) return this.#readHeader()
    if (this.#failed) this.#raise()
    if (count !== this.block.columns.length + this.block.offset) return this.#unlikeRow()
    if (this.tokens.endsOpen && this.#needsLineEnd) throw cutAnswer(this.tokens.row, NO_LINE_END)
    this.countRow()
    return 'data'
  }

  /** Whether the next row is one of data unless it says otherwise itself. */
  get isInData(): boolean {
    return this.#inData && !this.#failed && !this.tokens.isWaiting
  }

  /** Counts a record. @throws LimitError */
  countRow(): void {
    if (++this.#rows > this.#maxRows) throw new LimitError('maxRows', this.#maxRows)
  }

  /** How many records more there may be. */
  get rowsLeft(): number {
    return this.#maxRows - this.#rows
  }

  /** Counts records that there may be. */
  countRows(rows: number): void {
    this.#rows += rows
  }

  /**
   * Looks at the first bytes: a page of a proxy or a JSON document would pass as a header of odd labels.
   *
   * @throws CsvError
   */
  refuseOther(): void {
    const start = new TextDecoder().decode(this.tokens.bytes.subarray(0, 200))
    const what = /^\s*</.test(start) ? 'HTML' : /^\s*[{[]/.test(start) ? 'JSON' : undefined
    if (what === undefined) return
    throw new CsvError(
      `The answer is ${what}, not CSV; it begins with ${show(start)}. Check that the url leads to InfluxDB.`,
      1,
    )
  }

  /** Takes the end of the answer. @throws FluxError where an error table has no row */
  end(): void {
    if (this.#failed) throw new FluxError('The query failed; InfluxDB gave no reason.', '')
  }

  /** Whether this is a comment row; what it says is kept where it is known. */
  #isAnnotation(): boolean {
    const { block } = this
    const cells = this.#cells()
    const name = cells[0]!.slice(1)
    // Without an annotation column a first cell that begins with # may be data.
    if (this.#inData && block.offset === 0 && block.columns.length > 0 && !isKnown(name)) return false
    if (this.#inData) {
      if (!isKnown(name)) return true
      this.#inData = false
    }
    if (isKnown(name)) this.#annotations[name] = cells
    return true
  }

  #readHeader(): RowKind {
    const cells = this.#cells()
    const annotations = this.#annotations
    const isAnnotated = Object.keys(annotations).length > 0
    // InfluxDB writes the annotation column also where it leaves the annotations out.
    const offset = isAnnotated || (cells[0] === '' && cells.length > 1) ? 1 : 0
    this.block = { offset, columns: columnsOf(cells, offset, annotations, this.#typeHints, this.tokens.row) }
    this.#annotations = {}
    this.#inData = true
    this.#failed = isErrorHeader(cells.slice(offset))
    return this.#failed ? 'other' : 'header'
  }

  /** A row of another length than the header: an error table without an empty line before it, or a broken row. */
  #unlikeRow(): RowKind {
    const cells = this.#cells()
    const { columns, offset } = this.block
    if (isErrorHeader(cells) || (cells[0] === '' && isErrorHeader(cells.slice(1)))) {
      this.#inData = false
      return this.#readHeader()
    }
    const { row, bytes, ends, count } = this.tokens
    const expected = columns.length + offset
    if (count < expected && ends[count - 1] === bytes.length) {
      throw cutAnswer(row, `after ${count} of ${expected} cells`)
    }
    throw new CsvError(
      `Row ${row} has ${count} cells, and its header has ${expected}; it begins with ${show(cells.join(','))}.`,
      row,
    )
  }

  #raise(): never {
    const cells = this.#cells().slice(this.block.offset)
    throw new FluxError(cells[0] || 'The query failed; InfluxDB gave no reason.', cells[1] ?? '')
  }

  #cells(): string[] {
    return Array.from({ length: this.tokens.count }, (_, cell) => this.text.of(cell))
  }
}

function isKnown(name: string): name is keyof Annotations {
  return name === 'datatype' || name === 'group' || name === 'default'
}

function isErrorHeader(labels: readonly string[]): boolean {
  return labels.length === 2 && labels[0] === 'error' && labels[1] === 'reference'
}

function columnsOf(
  cells: readonly string[],
  offset: number,
  annotations: Annotations,
  typeHints: ReadonlyMap<string, FluxDataType>,
  row: number,
): FluxColumn[] {
  for (const [name, values] of Object.entries(annotations)) {
    if (values.length === cells.length) continue
    throw new CsvError(
      `The header in row ${row} has ${cells.length} cells, and its #${name} annotation has ${values.length}.`,
      row,
    )
  }
  return cells.slice(offset).map((label, index) => ({
    index,
    label,
    dataType: annotations.datatype?.[index + offset] ?? typeHints.get(label) ?? 'string',
    group: annotations.group?.[index + offset] === 'true',
    defaultValue: annotations.default?.[index + offset] ?? '',
  }))
}
