// Writing alone does not need apache-arrow: it reads tables of any copy.
export type { FluxlineErrorCode } from '@fluxline/internal/errors'
export type { ArrowData, ArrowTable, ArrowType } from './write/arrow-table.ts'
export { DataFrameError } from './errors.ts'
export { tableLines } from './write/table-lines.ts'
export type { TableLines } from './write/table-lines.ts'
export type { TableColumns, TableLinesOptions, TableMeasurement } from './write/table-plan.ts'
