// Writing alone: needs no apache-arrow, since it takes tables as they are.
export type { ArrowData, ArrowTable, ArrowType } from './write/arrow-table.ts'
export { DataFrameError } from './errors.ts'
export { tableLines } from './write/table-lines.ts'
export type { TableLines } from './write/table-lines.ts'
export type { TableColumns, TableLinesOptions, TableMeasurement } from './write/table-plan.ts'
