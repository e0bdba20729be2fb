import { Table } from 'apache-arrow'
import type { ColumnBlock, ColumnData, TextData } from '@fluxline/flux-csv'
import { FrameSchema } from './frame-schema.ts'
import type { Frame, FrameColumns } from './frame-schema.ts'
import { joinBlocks } from './join-blocks.ts'
import { SharedDictionary, toUtf8 } from './text-vectors.ts'

/** A block of so many rows is a batch of its own; smaller ones are joined. */
const LARGE_ROWS = 1024
const MOST_ROWS = 16_384
/** A block of one row has room for a thousand: not many of them may wait. */
const MOST_SMALL = 64

/** Builds one table out of the blocks of one schema. */
export class FrameBuilder {
  readonly #blocks: ColumnBlock[] = []
  readonly #dictionaries: SharedDictionary[] = []
  #small: ColumnBlock[] = []
  #smallRows = 0

  add(block: ColumnBlock): void {
    for (const [at, column] of block.columns.entries())
      if (column.kind === 'dictionary') (this.#dictionaries[at] ??= new SharedDictionary()).adopt(column)
    if (block.length >= LARGE_ROWS) {
      this.#flush()
      this.#blocks.push(block)
      return
    }
    if (this.#small.length > 0 && !haveSameKinds(this.#small[0]!, block)) this.#flush()
    this.#small.push(block)
    this.#smallRows += block.length
    if (this.#smallRows >= MOST_ROWS) this.#flush()
    else if (this.#small.length >= MOST_SMALL) this.#small = [joinBlocks(this.#small)]
  }

  /** @throws DataFrameError where a column of the index is not there */
  finish(index: readonly string[] | undefined): Frame {
    this.#flush()
    const isPlain = this.#blocks[0]!.columns.map((_, at) =>
      this.#blocks.some(({ columns }) => columns[at]!.kind === 'utf8'),
    )
    const texts = this.#dictionaries.map((dictionary) => dictionary.texts)
    const blocks = this.#blocks.map(({ length, columns }) => ({
      length,
      columns: columns.map((column, at) => settle(column, texts[at], isPlain[at]!)),
    }))
    const schema = new FrameSchema(blocks[0]!.columns, index)
    return new Table<FrameColumns>(
      schema.schema,
      blocks.map((block) => schema.batchOf(block)),
    )
  }

  #flush(): void {
    if (this.#small.length > 0) this.#blocks.push(joinBlocks(this.#small))
    this.#small = []
    this.#smallRows = 0
  }
}

/** Gives a column the dictionary of all, or spells it out where others of its label have none. */
function settle(column: ColumnData, texts: TextData | undefined, isPlain: boolean): ColumnData {
  if (column.kind !== 'dictionary') return column
  const shared = { ...column, dictionary: texts! }
  return isPlain ? toUtf8(shared) : shared
}

function haveSameKinds(one: ColumnBlock, other: ColumnBlock): boolean {
  return one.columns.every(({ kind }, at) => kind === other.columns[at]!.kind)
}
