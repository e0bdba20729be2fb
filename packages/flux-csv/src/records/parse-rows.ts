import { LimitError, truncatedAfter } from '../errors.ts'
import type { CsvOptions } from '../model/options.ts'
import { checkCsvOptions } from '../model/options.ts'
import { isStartOfFirstRow } from '../scan/first-row.ts'
import { CellText } from '../scan/cell-text.ts'
import { ChunkIterator } from '@fluxline/internal/chunk-iterator'
import type { Chunks, ChunkReader } from '@fluxline/internal/chunk-iterator'
import type { ChunkQueue } from '../scan/chunk-queue.ts'
import { Tokenizer } from '../scan/tokenizer.ts'

/**
 * Reads CSV as rows of text, including annotations and headers. Empty lines are skipped.
 *
 * Nothing is interpreted: an error of the query is a row like any other. Annotations and headers do not count for
 * `maxRows`. Leaving the loop ends the source at once.
 * @throws OptionError; in the loop CsvError, TruncatedResponseError, LimitError
 * @see RFC 4180 "Common Format and MIME Type for Comma-Separated Values (CSV) Files"
 */
export function parseRows(chunks: Chunks, options: CsvOptions = {}): AsyncIterableIterator<string[]> {
  checkCsvOptions('parseRows', options)
  const reader = new RowReader(options)
  return new ChunkIterator(chunks, reader, () => reader.nextRow())
}

class RowReader implements ChunkReader {
  readonly queue: ChunkQueue
  readonly #tokens: Tokenizer
  readonly #text: CellText
  readonly #needsLineEnd: boolean
  readonly #needsEmptyLine: boolean
  #endsInEmptyLine = false
  readonly #maxRows: number
  readonly #maxColumns: number
  readonly #comment: number
  /** Rows of data so far. */
  #rows = 0
  #isAnnotated = false
  /** Whether the next row is a header, unless it is an annotation. */
  #isBeforeHeader = true

  constructor(options: CsvOptions) {
    this.#tokens = new Tokenizer(options)
    this.#text = new CellText(this.#tokens)
    const { lineEnd = 'optional' } = options
    this.#needsLineEnd = lineEnd !== 'optional'
    this.#needsEmptyLine = lineEnd === 'emptyLine'
    this.#maxRows = options.maxRows ?? Infinity
    this.#maxColumns = options.maxColumns ?? Infinity
    this.#comment = (options.commentPrefix ?? '#').charCodeAt(0)
    this.queue = this.#tokens.queue
  }

  nextRow(): string[] | undefined {
    const tokens = this.#tokens
    while (tokens.nextRow()) {
      const { count, starts, ends, row } = tokens
      // The first row may be a web page, which has no line end.
      const mayBePage = row === 1 && !isStartOfFirstRow(this.#cells())
      if (this.#needsLineEnd && !mayBePage) tokens.requireLineEnd()
      const isEmpty = count === 1 && starts[0] === ends[0]
      this.#endsInEmptyLine = isEmpty && !tokens.hasNoLineEnd
      if (isEmpty) this.#isBeforeHeader ||= !this.#isAnnotated
      else {
        this.#checkLimits()
        return this.#cells()
      }
    }
    return undefined
  }

  #cells(): string[] {
    return Array.from({ length: this.#tokens.count }, (_, cell) => this.#text.textOfCell(cell))
  }

  /** Counts the rows of data: annotations and headers are none. @throws LimitError */
  #checkLimits(): void {
    const { count, starts, ends, queue } = this.#tokens
    const isComment = starts[0] !== ends[0] && queue.bytes[starts[0]!] === this.#comment
    if (isComment) {
      this.#isAnnotated = true
      this.#isBeforeHeader = true
    } else if (this.#isBeforeHeader) {
      // A header with annotations before it, or without.
      this.#isBeforeHeader = false
      const offset = starts[0] === ends[0] ? 1 : 0
      if (count - offset > this.#maxColumns) throw new LimitError('maxColumns', this.#maxColumns)
    } else if (++this.#rows > this.#maxRows) throw new LimitError('maxRows', this.#maxRows)
  }

  /** @throws TruncatedResponseError if the empty line is missing that must end the response */
  finish(): void {
    if (this.#needsEmptyLine && !this.#endsInEmptyLine) throw truncatedAfter(this.#tokens.row)
  }

  close(): void {}
}
