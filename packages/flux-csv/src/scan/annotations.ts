import { show } from '@fluxline/internal/show'
import { CsvError, FluxError, LimitError, NO_LINE_END, notAnnotated, truncated, truncatedAfter } from '../errors.ts'
import type { FluxColumn, FluxDataType } from '../model/flux-column.ts'
import type { CsvOptions, TypeHintsOption } from '../model/options.ts'
import type { DataType } from '../types/define-type.ts'
import { typesByName } from '../types/registry.ts'
import { string } from '../types/string.ts'
import type { Block } from './block.ts'
import { CellText } from './cell-text.ts'
import type { ChunkQueue } from './chunk-queue.ts'
import { isStartOfFirstRow } from './first-row.ts'
import { areUsual, knownHead, rememberHead } from './known-head.ts'
import { Tokenizer, UNQUOTED } from './tokenizer.ts'

/** What a row is. */
export type RowKind = 'data' | 'header' | 'other'

type Annotations = Partial<Record<'datatype' | 'group' | 'default', readonly string[]>>

const NUMBER_SIGN = 35
const NO_REASON = 'The query failed; InfluxDB gave no reason.'

/**
 * Reads annotated CSV row by row: tells data from annotations and headers, and finds errors and other formats.
 *
 * A block has annotations in any order and subset, a header, and data. The next block begins with an annotation. Blocks
 * without annotations have a header and text, and end with an empty line; in others an empty line is skipped.
 * @see InfluxDB documentation, "Annotated CSV"
 */
export class AnnotatedReader {
  readonly queue: ChunkQueue
  readonly tokens: Tokenizer
  readonly text: CellText
  /** The byte that annotation rows begin with. */
  readonly comment: number
  /** The present block. */
  block: Block = { columns: [], types: [], offset: 0 }
  readonly #maxRows: number
  readonly #maxColumns: number
  readonly #needsLineEnd: boolean
  readonly #needsEmptyLine: boolean
  /** Whether the input is a response of InfluxDB, not any file. */
  readonly #isResponse: boolean
  #endsInEmptyLine = false
  readonly #typeHints: TypeHintsOption['typeHints']
  #rows = 0
  #annotations: Annotations = {}
  /** Whether the present block has annotations. */
  #isAnnotated = false
  #isInData = false
  /** Whether the row before is an empty line inside a block: an error table may come next. */
  #isAfterGap = false
  #hasFailed = false
  /** Whether no option changes how a head is read. */
  readonly #isUsual: boolean
  /** The bytes, the position and the row at which the present head begins; `undefined` after it. */
  #headStart: { readonly bytes: Uint8Array; readonly position: number; readonly row: number } | undefined

  constructor(options: CsvOptions & TypeHintsOption) {
    this.tokens = new Tokenizer(options)
    this.queue = this.tokens.queue
    this.text = new CellText(this.tokens)
    this.comment = (options.commentPrefix ?? '#').charCodeAt(0)
    this.#maxRows = options.maxRows ?? Infinity
    this.#maxColumns = options.maxColumns ?? Infinity
    const { lineEnd = 'optional', typeHints } = options
    this.#needsLineEnd = lineEnd !== 'optional'
    this.#isResponse = lineEnd === 'emptyLine'
    this.#needsEmptyLine = lineEnd === 'emptyLine' && typeHints === undefined
    // The caller may change his object while rows arrive.
    this.#typeHints = typeHints && { ...typeHints }
    this.#isUsual = areUsual(this.tokens, options)
  }

  /** Skips a head that is like the last one, and begins its block; false if the next rows are something else. */
  skipKnownHead(): boolean {
    const { bytes, position } = this.queue
    if (bytes[position] !== NUMBER_SIGN || !this.#isUsual || this.#headStart || this.#hasFailed) return false
    const head = knownHead(bytes, position)
    if (head === undefined) return false
    this.queue.skipRows(head.bytes.length, head.rows)
    this.block = head.block
    this.#beginData()
    return true
  }

  /** Classifies the present row. @throws FluxError, CsvError, TruncatedResponseError, LimitError */
  classifyRow(): RowKind {
    const { starts, ends, kinds, count } = this.tokens
    const isUnquoted = kinds[0] === UNQUOTED
    const isEmpty = starts[0] === ends[0]
    if (count === 1 && isUnquoted && isEmpty) {
      this.#isInData &&= this.#isAnnotated
      this.#isAfterGap = this.#isInData
      this.#endsInEmptyLine = !this.tokens.hasNoLineEnd
      return 'other'
    }
    this.#endsInEmptyLine = false
    if (isUnquoted && !isEmpty && this.queue.bytes[starts[0]!] === this.comment && this.#readAnnotation())
      return 'other'
    if (!this.#isInData) return this.#readHeader()
    if (this.#hasFailed) this.#throwError()
    if (this.#isAfterGap) {
      this.#isAfterGap = false
      if (this.#isErrorHeader()) return this.#readHeader()
    }
    if (count !== this.block.columns.length + this.block.offset) return this.#readRowOfOtherLength()
    if (this.#needsLineEnd) this.tokens.requireLineEnd()
    if (++this.#rows > this.#maxRows) throw new LimitError('maxRows', this.#maxRows)
    return 'data'
  }

  /** Whether the next row is data, unless its first cell says otherwise. */
  get isInData(): boolean {
    return this.#isInData && !this.#hasFailed && !this.#isAfterGap && !this.queue.isStarved
  }

  /** How many more records the limit allows. */
  get rowsLeft(): number {
    return this.#maxRows - this.#rows
  }

  /** Counts records that the limit allows. */
  countRows(rows: number): void {
    this.#rows += rows
    this.#endsInEmptyLine = false
  }

  /** Looks at the first bytes: a web page or JSON would pass as a header. @throws CsvError */
  refuseOtherFormats(): void {
    // Nearly every response begins with an annotation.
    if (this.queue.rows > 0 || this.queue.bytes[0] === NUMBER_SIGN) return
    const start = new TextDecoder().decode(this.queue.bytes.subarray(0, 200))
    const format = /^\s*</.test(start) ? 'HTML' : /^\s*[{[]/.test(start) ? 'JSON' : undefined
    if (format === undefined) return
    throw new CsvError(
      `The response is ${format}, not CSV; it begins with ${show(start)}. Check that \`url\` points to InfluxDB.`,
      1,
    )
  }

  /**
   * Takes the end of the response.
   *
   * @throws FluxError if an error table has no row; TruncatedResponseError if annotations have no header, or if the empty
   * line is missing that must end the response
   */
  finish(): void {
    if (this.#hasFailed) throw new FluxError(NO_REASON, '')
    const { row } = this.tokens
    if (Object.keys(this.#annotations).length > 0) throw truncated(row, 'before the header of its table')
    if (this.#needsEmptyLine && !this.#endsInEmptyLine) throw truncatedAfter(row)
  }

  /** Whether this row is a comment. An annotation that is known is kept. */
  #readAnnotation(): boolean {
    const { columns, offset } = this.block
    const cells = this.#cells()
    const name = cells[0]!.slice(1)
    if (!this.#isInData && name.startsWith('datatype ') && cells.length > 1) throw this.#extended(cells)
    // InfluxDB sends no comments; other text has some.
    if (this.#isResponse && this.tokens.row === 1 && !isAnnotation(name)) throw this.#unlikeInfluxDB(cells)
    // Without an annotation column a first cell that begins with # may be data.
    if (this.#isInData && offset === 0 && columns.length > 0 && !isAnnotation(name)) return false
    if (isAnnotation(name)) {
      this.#isInData = false
      this.#annotations[name] = cells
      this.#headStart ??= { bytes: this.queue.bytes, position: this.tokens.starts[0]!, row: this.tokens.row }
    }
    return true
  }

  #readHeader(): RowKind {
    const cells = this.#cells()
    const { datatype, group, default: defaults } = this.#annotations
    const isAnnotated = (datatype ?? group ?? defaults) !== undefined
    // InfluxDB also writes the annotation column if it leaves the annotations out.
    const offset = isAnnotated || (cells[0] === '' && cells.length > 1) ? 1 : 0
    for (const [name, { length }] of Object.entries<readonly string[]>({ ...this.#annotations })) {
      if (length === cells.length) continue
      if (this.tokens.hasNoLineEnd) this.tokens.requireLineEnd()
      throw this.#unlikeAnnotation(name, length, cells.length)
    }
    if (this.#isResponse && !isAnnotated && !this.#isResultHeader(cells)) throw this.#unlikeInfluxDB(cells)
    if (cells.length - offset > this.#maxColumns) throw new LimitError('maxColumns', this.#maxColumns)
    const typeHints = this.#typeHints ?? {}
    const columns: FluxColumn[] = []
    const types: DataType[] = []
    for (let cell = offset; cell < cells.length; cell++) {
      const label = cells[cell]!
      const hint = Object.hasOwn(typeHints, label) ? typeHints[label] : undefined
      const dataType: FluxDataType = datatype?.[cell] ?? hint ?? 'string'
      const index = cell - offset
      const isGroup = group?.[cell] === 'true'
      columns.push({ index, label, dataType, group: isGroup, defaultValue: defaults?.[cell] ?? '' })
      types.push(typesByName.get(dataType) ?? string)
    }
    this.block = { columns, types, offset }
    this.#annotations = {}
    this.#beginData()
    this.#isAnnotated = isAnnotated
    this.#hasFailed = isErrorHeader(cells, offset)
    if (!this.#hasFailed) this.#rememberHead()
    this.#headStart = undefined
    return this.#hasFailed ? 'other' : 'header'
  }

  #beginData(): void {
    this.#isAnnotated = true
    this.#isAfterGap = false
    this.#isInData = true
    this.#endsInEmptyLine = false
  }

  #rememberHead(): void {
    const { bytes, position: end } = this.queue
    const start = this.#headStart
    if (!this.#isUsual || start?.bytes !== bytes || this.tokens.hasNoLineEnd) return
    rememberHead(bytes, start.position, end, this.tokens.row - start.row + 1, this.block)
  }

  /** Whether InfluxDB may have sent this header, with or without the annotation column. */
  #isResultHeader(cells: readonly string[]): boolean {
    const typeHints = this.#typeHints
    return (
      (cells[0] === '' && cells.length > 1) ||
      isErrorHeader(cells, 0) ||
      (cells.includes('result') && cells.includes('table')) ||
      (typeHints !== undefined && cells.some((label) => Object.hasOwn(typeHints, label)))
    )
  }

  #extended([first]: readonly string[]): CsvError {
    const problem = `is an extended annotation, for files that \`influx write\` turns into lines`
    return new CsvError(
      `Row ${this.tokens.row}: ${show(first)} ${problem}. Write the file with the influx CLI, or annotate it as query results are.`,
      this.tokens.row,
    )
  }

  #unlikeInfluxDB(cells: readonly string[]): Error {
    const { row, hasNoLineEnd } = this.tokens
    return hasNoLineEnd && isStartOfFirstRow(cells) ? truncated(row, NO_LINE_END) : notAnnotated(row, cells)
  }

  #unlikeAnnotation(name: string, length: number, count: number): CsvError {
    const { row } = this.tokens
    return new CsvError(`The header in row ${row} has ${count} cells, but its #${name} annotation has ${length}.`, row)
  }

  /** Reads an error table without an empty line before it; any other row of another length than the header is broken. */
  #readRowOfOtherLength(): RowKind {
    const cells = this.#cells()
    const { columns, offset } = this.block
    if (this.#isErrorHeader()) return this.#readHeader()
    const { row, count, hasNoLineEnd } = this.tokens
    const expected = columns.length + offset
    if (count < expected && hasNoLineEnd) {
      throw truncated(row, `after ${count} of ${expected} cells`)
    }
    throw new CsvError(
      `Row ${row} has ${count} cells, but its header has ${expected}; it begins with ${show(cells.join(','))}.`,
      row,
    )
  }

  /** Whether the present row is the header of an error table. */
  #isErrorHeader(): boolean {
    const { count } = this.tokens
    if (count !== 2 && count !== 3) return false
    const cells = this.#cells()
    return isErrorHeader(cells, 0) || (cells[0] === '' && isErrorHeader(cells, 1))
  }

  #throwError(): never {
    const cells = this.#cells().slice(this.block.offset)
    throw new FluxError(cells[0] || NO_REASON, cells[1] ?? '')
  }

  #cells(): string[] {
    const cells: string[] = []
    for (let cell = 0; cell < this.tokens.count; cell++) cells.push(this.text.textOfCell(cell))
    return cells
  }
}

function isAnnotation(name: string): name is keyof Annotations {
  return name === 'datatype' || name === 'group' || name === 'default'
}

function isErrorHeader(cells: readonly string[], offset: number): boolean {
  return cells.length === offset + 2 && cells[offset] === 'error' && cells[offset + 1] === 'reference'
}
