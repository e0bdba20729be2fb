// Writing alone: needs no apache-arrow, since it takes tables as they are.
export type { ArrowData, ArrowTable, ArrowType } from './arrow-table.ts'
export { DataFrameError } from './errors.ts'
export { tableLines } from './table-lines.ts'
export type { TableLines } from './table-lines.ts'
export type { TableColumns, TableLinesOptions, TableMeasurement } from './table-plan.ts'
