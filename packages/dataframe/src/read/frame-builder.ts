import type { ColumnBlock, ColumnData, TextData } from '@fluxline/flux-csv'
import { Table } from 'apache-arrow'
import { FrameSchema } from './frame-schema.ts'
import type { Frame, FrameColumns } from './frame-schema.ts'
import { joinBlocks } from './join-blocks.ts'
import { SharedDictionary, toUtf8 } from './text-vectors.ts'

/** A block with this many rows is a batch; smaller ones are joined. */
const LARGE_ROWS = 1024
/** Joined blocks have about this many rows at most. */
const MAX_JOINED_ROWS = 16_384
/** A block of one row has memory for a thousand, so only a few of them may wait. */
const MAX_SMALL_BLOCKS = 64

/** Builds one table out of the blocks of one schema. */
export class FrameBuilder {
  readonly #blocks: ColumnBlock[] = []
  readonly #dictionaries: SharedDictionary[] = []
  #small: ColumnBlock[] = []
  #smallRows = 0

  addBlock(block: ColumnBlock): void {
    for (const [index, column] of block.columns.entries())
      if (column.kind === 'dictionary') (this.#dictionaries[index] ??= new SharedDictionary()).adoptColumn(column)
    if (block.length >= LARGE_ROWS) {
      this.#joinSmall()
      this.#blocks.push(block)
      return
    }
    if (this.#small.length > 0 && !haveSameKinds(this.#small[0]!, block)) this.#joinSmall()
    this.#small.push(block)
    this.#smallRows += block.length
    if (this.#smallRows >= MAX_JOINED_ROWS) this.#joinSmall()
    else if (this.#small.length >= MAX_SMALL_BLOCKS) this.#small = [joinBlocks(this.#small)]
  }

  /** @throws DataFrameError if a column of the index does not exist */
  toFrame(index: readonly string[] | undefined): Frame {
    this.#joinSmall()
    const hasDictionary = this.#blocks[0]!.columns.map((_, column) =>
      this.#blocks.every(({ columns }) => columns[column]!.kind !== 'utf8'),
    )
    const texts = this.#dictionaries.map((dictionary) => dictionary.texts)
    const blocks = this.#blocks.map(({ length, columns }) => ({
      length,
      columns: columns.map((column, at) => withSharedTexts(column, texts[at], hasDictionary[at]!)),
    }))
    const schema = new FrameSchema(blocks[0]!.columns, index)
    return new Table<FrameColumns>(
      schema.schema,
      blocks.map((block) => schema.toBatch(block)),
    )
  }

  #joinSmall(): void {
    if (this.#small.length > 0) this.#blocks.push(joinBlocks(this.#small))
    this.#small = []
    this.#smallRows = 0
  }
}

/** Gives a column the shared dictionary, or its texts if others with its label have no dictionary. */
function withSharedTexts(column: ColumnData, texts: TextData | undefined, hasDictionary: boolean): ColumnData {
  if (column.kind !== 'dictionary') return column
  const shared = { ...column, dictionary: texts! }
  return hasDictionary ? shared : toUtf8(shared)
}

function haveSameKinds(one: ColumnBlock, other: ColumnBlock): boolean {
  return one.columns.every(({ kind }, index) => kind === other.columns[index]!.kind)
}
