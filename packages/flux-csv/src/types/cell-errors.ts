import { show } from '@fluxline/internal/show'
import { CsvError } from '../errors.ts'
import type { FluxColumn } from '../model/flux-column.ts'
import { typesByName } from './registry.ts'

/** The error for a cell that cannot be read as its column's datatype. */
export function badCell({ label, dataType }: FluxColumn, text: string, row: number): CsvError {
  const problem = typesByName.get(dataType)?.explain(text) ?? `not a valid ${dataType}`
  return new CsvError(`Row ${row}, column ${show(label)}: ${show(text)} is ${problem}.`, row, label)
}

/** The error for a default value of a column that cannot be read as its datatype. */
export function badDefault({ label, dataType, defaultValue }: FluxColumn, row: number): CsvError {
  const problem = typesByName.get(dataType)?.explain(defaultValue) ?? `not a valid ${dataType}`
  return new CsvError(`Default value ${show(defaultValue)} of column ${show(label)} is ${problem}.`, row, label)
}
