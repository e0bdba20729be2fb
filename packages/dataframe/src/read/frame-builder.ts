import type { ColumnBlock, ColumnData } from '@fluxline/flux-csv'
import { Table } from 'apache-arrow'
import type { RecordBatch } from 'apache-arrow'
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
  readonly #blocks: { readonly length: number; readonly columns: ColumnData[] }[] = []
  /** By column; only columns of text have one. */
  readonly #dictionaries: (SharedDictionary | undefined)[] = []
  #small: ColumnBlock[] = []
  #smallRows = 0

  addBlock(block: ColumnBlock): void {
    for (const [index, column] of block.columns.entries())
      if (column.kind === 'dictionary') (this.#dictionaries[index] ??= new SharedDictionary()).adoptColumn(column)
    if (block.length >= LARGE_ROWS) {
      this.#joinSmall()
      this.#blocks.push({ length: block.length, columns: [...block.columns] })
      return
    }
    if (this.#small.length > 0 && !haveSameKinds(this.#small[0]!, block)) this.#joinSmall()
    this.#small.push(block)
    this.#smallRows += block.length
    if (this.#smallRows >= MAX_JOINED_ROWS) this.#joinSmall()
    else if (this.#small.length >= MAX_SMALL_BLOCKS) this.#small = [joinBlocks(this.#small)]
  }

  /** @throws DataFrameError if a column of the index does not exist */
  toFrame(index: readonly string[] | undefined, metadata?: ReadonlyMap<string, string>): Frame {
    this.#joinSmall()
    for (const [column, dictionary] of this.#dictionaries.entries()) if (dictionary) this.#share(dictionary, column)
    const schema = new FrameSchema(this.#blocks[0]!.columns, index, metadata)
    const batches: RecordBatch<FrameColumns>[] = []
    for (const block of this.#blocks) batches.push(schema.toBatch(block))
    return new Table<FrameColumns>(schema.schema, batches)
  }

  /** Gives a column of all blocks the shared dictionary, or the text of each row if some blocks have no dictionary. */
  #share(shared: SharedDictionary, index: number): void {
    const dictionary = shared.texts
    let hasDictionary = true
    for (const { columns } of this.#blocks) if (columns[index]!.kind !== 'dictionary') hasDictionary = false
    for (const { columns } of this.#blocks) {
      const column = columns[index]!
      if (column.kind !== 'dictionary') continue
      const sharing = { ...column, dictionary }
      columns[index] = hasDictionary ? sharing : toUtf8(sharing)
    }
  }

  #joinSmall(): void {
    if (this.#small.length === 0) return
    const { length, columns } = this.#small.length === 1 ? this.#small[0]! : joinBlocks(this.#small)
    this.#blocks.push({ length, columns: [...columns] })
    this.#small = []
    this.#smallRows = 0
  }
}

function haveSameKinds(one: ColumnBlock, other: ColumnBlock): boolean {
  return one.columns.every(({ kind }, index) => kind === other.columns[index]!.kind)
}
