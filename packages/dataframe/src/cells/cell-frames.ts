import type { ColumnBlock } from '@fluxline/flux-csv'
import type { ColumnType } from '@fluxline/flux-csv/columns'
import { Table } from 'apache-arrow'
import { FrameBuilder } from '../read/frame-builder.ts'
import { FrameSchema, schemaKey } from '../read/frame-schema.ts'
import type { Frame, FrameColumns } from '../read/frame-schema.ts'
import { withoutColumns } from '../read/frames.ts'
import type { FrameShape } from '../read/frames.ts'
import type { CellBlock, CellShape } from './cell-shape.ts'
import { commonTypes, fits, settle } from './settle-columns.ts'

interface Group {
  types: readonly (ColumnType | undefined)[]
  readonly blocks: CellBlock[]
}

/** Collects blocks: those with the same metadata and columns become one table. */
export class CellCollector {
  readonly #groups = new Map<string, Group[]>()

  add(block: CellBlock): void {
    const { metadata, labels, types } = block.shape
    const key = JSON.stringify([metadata, labels])
    const groups = this.#groups.get(key) ?? []
    this.#groups.set(key, groups)
    for (const group of groups) {
      const common = commonTypes(group.types, types)
      if (common === undefined || !fits(block, common)) continue
      const isChanged = common.some((type, index) => type !== group.types[index])
      if (isChanged && !group.blocks.every((before) => fits(before, common))) continue
      group.types = common
      group.blocks.push(block)
      return
    }
    groups.push({ types, blocks: [block] })
  }

  /** Returns the tables, in the order of their first rows. @throws DataFrameError if a column of the index does not exist */
  toFrames({ index, drop }: FrameShape): Frame[] {
    const frames: Frame[] = []
    for (const { types, blocks } of [...this.#groups.values()].flat()) {
      const builder = new FrameBuilder()
      for (const block of blocks) builder.addBlock(withoutColumns(settle(block, types), drop))
      frames.push(builder.toFrame(index, metadataOf(blocks[0]!.shape)))
    }
    this.#groups.clear()
    return frames
  }
}

/** Returns a function that makes a table of each block; tables of one shape share their Arrow schema. */
export function frameOfBlock({ index, drop }: FrameShape): (block: CellBlock) => Frame {
  let last: { readonly shape: CellShape; readonly key: string; readonly schema: FrameSchema } | undefined
  return (block) => {
    const settled: ColumnBlock = withoutColumns(settle(block, block.shape.types), drop)
    const key = schemaKey(settled.columns)
    if (last?.shape !== block.shape || last.key !== key) {
      last = { shape: block.shape, key, schema: new FrameSchema(settled.columns, index, metadataOf(block.shape)) }
    }
    return new Table<FrameColumns>(last.schema.schema, [last.schema.toBatch(settled)])
  }
}

function metadataOf({ metadata }: CellShape): ReadonlyMap<string, string> {
  return new Map(Object.entries(metadata))
}
