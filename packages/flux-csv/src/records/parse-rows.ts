import type { CsvOptions } from '../model/options.ts'
import { checkCsvOptions } from '../model/options.ts'
import { CellText } from '../scan/cell-text.ts'
import { ChunkIterator } from '../scan/chunk-iterator.ts'
import type { Chunks, ChunkReader } from '../scan/chunk-iterator.ts'
import type { ChunkQueue } from '../scan/chunk-queue.ts'
import { Tokenizer } from '../scan/tokenizer.ts'

/**
 * Reads CSV as rows of text, including annotations and headers. Empty lines are skipped.
 *
 * Nothing is interpreted: an error of the query is a row like any other. Leaving the loop ends the source at once.
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

  constructor(options: CsvOptions) {
    this.#tokens = new Tokenizer(options)
    this.#text = new CellText(this.#tokens)
    this.#needsLineEnd = options.lineEnd === 'required'
    this.queue = this.#tokens.queue
  }

  nextRow(): string[] | undefined {
    const tokens = this.#tokens
    while (tokens.nextRow()) {
      const { count, starts, ends, row } = tokens
      // The first row is not data. It may be a web page, which has no line end.
      if (this.#needsLineEnd && row > 1) tokens.requireLineEnd()
      const isEmpty = count === 1 && starts[0] === ends[0]
      if (!isEmpty) return Array.from({ length: count }, (_, cell) => this.#text.textOfCell(cell))
    }
    return undefined
  }

  finish(): void {}

  close(): void {}
}
