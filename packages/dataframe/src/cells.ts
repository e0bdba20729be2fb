// For fluxline's own packages: Arrow tables of rows that are read cell by cell. Not documented for use elsewhere.

export { CellBlocks } from './cells/cell-blocks.ts'
export { CellCollector, frameOfBlock } from './cells/cell-frames.ts'
export type { CellBlock, CellShape } from './cells/cell-shape.ts'
export type { CellOptions, CellSeries, CellSource, CellType, RowCells } from './cells/cell-source.ts'
export { checkShape } from './read/frames.ts'
export type { FrameShape } from './read/frames.ts'
export type { Frame, FrameColumns } from './read/frame-schema.ts'
export type { FrameColumn, Utf8Dictionary } from './read/vector-data.ts'
