import { LimitError, TruncatedResponseError } from '@fluxline/flux-csv'
import type { ReadLimits } from '@fluxline/flux-csv'
import { InfluxQLError } from '../errors.ts'
import type { Statement } from '../text/statements.ts'
import type { InfluxQLMessage, ResponseSink, ResultEnd, SeriesHead } from '../wire/read-response.ts'
import type { ErrorTarget } from '@fluxline/internal/locate-error'
import type { RowCells } from '@fluxline/internal/row-cells'
import { explainStatement } from './explain-statement.ts'
import type { RowSink } from './row-sink.ts'
import type { SeriesMeta } from '../model/series-meta.ts'

/** What is known of a response before it is read. */
export interface ResponseContext {
  readonly statements: readonly Statement[]
  /** Whether the server is InfluxDB 2.x. */
  readonly isVersion2: boolean
  readonly limits: ReadLimits
  /** The call, for errors. */
  readonly target?: ErrorTarget | undefined
  /** Takes what InfluxDB says beside the rows of a statement. */
  readonly onMessages?: ((statement: number, messages: readonly InfluxQLMessage[]) => void) | undefined
  /** Takes the error of a statement, instead of throwing it. */
  readonly onFailure?: ((statement: number, error: InfluxQLError | TruncatedResponseError) => void) | undefined
}

/** Follows the statements of a response, and passes the rows on. It finds errors, and what is missing. */
export class ResultTracker implements ResponseSink {
  readonly #context: ResponseContext
  readonly #sink: RowSink
  readonly #seen = new Set<number>()
  #statement = -1
  #isNumbered = false
  /** The statement that number 0 stands for. */
  #offset = 0
  #meta: SeriesMeta | undefined
  /** Whether more of the statement must follow. */
  #isOpen = false
  #isSeriesOpen = false
  #hasFailed = false
  #rows = 0

  constructor(sink: RowSink, context: ResponseContext) {
    this.#sink = sink
    this.#context = context
  }

  beginResult(): void {
    this.#isNumbered = false
    this.#isSeriesOpen = false
  }

  /** Takes the number of the statement that the next document is about, if each has its own request. */
  beginRequest(statement: number): void {
    this.#offset = statement
  }

  statementId(id: number): void {
    const statement = id + this.#offset
    this.#isNumbered = true
    if (statement === this.#statement) return
    this.#closeStatement()
    this.#statement = statement
    this.#seen.add(statement)
    this.#meta = undefined
  }

  beginSeries({ name, tags, columns }: SeriesHead): void {
    this.#number()
    const { maxColumns = Infinity } = this.#context.limits
    if (columns.length > maxColumns) throw new LimitError('maxColumns', maxColumns)
    const statement = this.#statement
    if (this.#meta && isSame(this.#meta, { name, tags, columns })) return
    const isTimed = columns[0] === 'time' || this.#context.statements[statement]?.isSelect
    this.#meta = { statement, name, tags: inOrder(tags), columns, timeColumn: isTimed ? columns[0] : undefined }
    this.#sink.beginSeries(this.#meta)
  }

  get room(): number {
    const { maxRows = Infinity } = this.#context.limits
    // One more shows that there are too many.
    return Math.max(1, Math.min(this.#sink.room, maxRows - this.#rows))
  }

  rows(cells: RowCells, count: number): boolean {
    const { maxRows = Infinity } = this.#context.limits
    if (this.#rows >= maxRows) throw new LimitError('maxRows', maxRows)
    const first = this.#rows + 1
    this.#rows += count
    return this.#sink.rows(cells, count, first)
  }

  endSeries(isPartial: boolean): void {
    this.#isSeriesOpen = isPartial
  }

  endResult({ error, messages, isPartial }: ResultEnd): void {
    this.#number()
    if (messages.length > 0) this.#context.onMessages?.(this.#statement, messages)
    if (error !== undefined) this.#fail(error)
    this.#isOpen = error === undefined && (isPartial || this.#isSeriesOpen)
  }

  requestError(error: string, cause?: unknown): void {
    this.beginResult()
    this.#number()
    this.#fail(error, cause)
  }

  /** Takes the end of the response, complete or not. @throws TruncatedResponseError if something is missing */
  finish(isCut: boolean): void {
    if (this.#hasFailed) return
    this.#closeStatement(isCut)
    for (const [number, { isSilent }] of this.#context.statements.entries()) {
      if (!this.#seen.has(number) && (isCut || !isSilent)) this.#truncated(number)
    }
  }

  /** MessagePack does not number the result of a statement that failed. */
  #number(): void {
    if (!this.#isNumbered) this.statementId((this.#isOpen ? this.#statement : this.#statement + 1) - this.#offset)
  }

  #closeStatement(isCut = false): void {
    if (this.#isOpen || (isCut && this.#statement >= 0)) this.#truncated(this.#statement)
    this.#isOpen = false
  }

  #truncated(statement: number): void {
    const remedy = 'InfluxDB or a proxy cut it: see `max-row-limit` of the server, or run the query again'
    const message = `The response ended after row ${this.#rows}, before the end of statement ${statement}. ${remedy}.`
    const error = new TruncatedResponseError(message, this.#rows)
    if (!this.#context.onFailure) throw error
    this.#context.onFailure(statement, error)
  }

  #fail(words: string, cause?: unknown): void {
    // InfluxDB 1.x says of each later statement that it was not executed.
    if (this.#hasFailed) return
    this.#hasFailed = true
    const { statements, isVersion2, onFailure } = this.#context
    const failed = this.#statement
    const later = statements.flatMap((_, number) => (number > failed ? number : []))
    const error = statementError(failed, statements, words, isVersion2, later, cause)
    if (!onFailure) throw error
    onFailure(failed, error)
    for (const number of later) onFailure(number, statementError(number, statements, 'not executed', false, []))
  }
}

function statementError(
  statement: number,
  statements: readonly Statement[],
  words: string,
  isVersion2: boolean,
  notExecuted: readonly number[],
  cause?: unknown,
): InfluxQLError {
  const text = statements[statement]?.text
  const remedy = explainStatement(words, isVersion2, statements.length, text)
  const shown = text === undefined ? '' : ` (${text.length > 200 ? `${text.slice(0, 200)}…` : text})`
  const rest = notExecuted.length > 0 ? ` Not executed: statement ${notExecuted.join(', ')}.` : ''
  const message = `Statement ${statement}${shown} failed: ${words.replace(/\.$/, '')}.${remedy ? ` ${remedy}.` : ''}${rest}`
  return new InfluxQLError(message, statement, text, words, notExecuted, cause)
}

/** Sorts tags by key: their order differs from series to series, in MessagePack and in any response of InfluxDB 3. */
function inOrder(tags: SeriesHead['tags']): SeriesHead['tags'] {
  return Object.fromEntries(Object.entries(tags).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function isSame(meta: SeriesMeta, { name, tags, columns }: SeriesHead): boolean {
  return (
    meta.name === name &&
    meta.columns.length === columns.length &&
    columns.every((column, index) => column === meta.columns[index]) &&
    Object.keys(tags).length === Object.keys(meta.tags).length &&
    Object.entries(tags).every(([key, value]) => meta.tags[key] === value)
  )
}
