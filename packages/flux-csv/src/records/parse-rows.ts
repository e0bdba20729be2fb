import type { CsvOptions } from '../model/options.ts'
import { CellText } from '../scan/cell-text.ts'
import { cutAnswer, NO_LINE_END } from '../errors.ts'
import type { Chunks } from './parse-records.ts'
import { Tokenizer } from '../scan/tokenizer.ts'

/**
 * Reads CSV as rows of text, annotations and headers among them; empty lines are passed over.
 *
 * Nothing is interpreted: an error of the query is a row like others.
 * @throws CsvError, TruncatedResponseError, LimitError
 * @see RFC 4180 "Common Format and MIME Type for Comma-Separated Values (CSV) Files"
 */
export async function* parseRows(chunks: Chunks, options: CsvOptions = {}): AsyncGenerator<string[]> {
  const tokens = new Tokenizer(options)
  const text = new CellText(tokens)
  for await (const chunk of chunks) {
    tokens.push(chunk)
    yield* rowsOf(tokens, text, options)
  }
  tokens.end()
  yield* rowsOf(tokens, text, options)
}

function* rowsOf(tokens: Tokenizer, text: CellText, { lineEnd }: CsvOptions): Generator<string[]> {
  while (tokens.next()) {
    const { count, starts, ends, row, endsOpen } = tokens
    // The first row is no data; it may be a page of a proxy, which has no line end.
    if (endsOpen && row > 1 && lineEnd === 'required') throw cutAnswer(row, NO_LINE_END)
    const isEmpty = count === 1 && starts[0] === ends[0]
    if (!isEmpty) yield Array.from({ length: count }, (_, cell) => text.of(cell))
  }
}
