import type { FieldType, LineColumn, RepeatedTextColumn, TextColumn } from '@fluxline/point'
import { ArrowTypeId, detailsOf, isText, isValid, nullsOf } from './arrow-table.ts'
import type { ArrowData, ArrowType } from './arrow-table.ts'
import { decimalsOf, doublesOf, integersOf } from './arrow-numbers.ts'
import { indicesOf, textAt, textColumnOf } from './arrow-texts.ts'
import { instantsOf, nanosecondsOf, spansOf } from './arrow-times.ts'
import { fromValues } from './from-values.ts'
import type { Value } from './from-values.ts'
import { DataFrameError } from '../errors.ts'

/** The type of field that a column becomes unless it is told otherwise; `undefined` where it must be told. */
export function fieldTypeOf(type: ArrowType): FieldType | undefined {
  const { Null, Int, Float, Bool, Decimal, Dictionary } = ArrowTypeId
  if (isText(type)) return 'string'
  switch (type.typeId) {
    case Int:
      return detailsOf(type).isSigned ? 'int' : 'uint'
    case Null:
    case Float:
    case Decimal:
      return 'float'
    case Bool:
      return 'boolean'
    case Dictionary:
      return fieldTypeOf(detailsOf(type).dictionary)
    default:
      return undefined
  }
}

/** Whether `fieldTypes` can make a field of a type that has none of its own: of times. */
export function canBeTold({ typeId }: ArrowType): boolean {
  const { Date, Time, Timestamp, Duration } = ArrowTypeId
  return typeId === Date || typeId === Time || typeId === Timestamp || typeId === Duration
}

/** Dresses a column as fields of a type. @param firstRow How many rows of the table come before. */
export function fieldColumnOf(data: ArrowData, type: FieldType, name: string, firstRow: number): LineColumn {
  const column = plainColumnOf(data)
  if (column !== undefined && (column.kind === type || (isTextColumn(column) && type === 'string'))) return column
  const valueAt = valuesOf(data, type)
  return fromValues(data.length, type, valueAt, (row) => `Row ${firstRow + row + 1} of column ${JSON.stringify(name)}`)
}

/** Dresses a column as tags: text as it is, numbers and booleans as their text. */
export function tagColumnOf(data: ArrowData): TextColumn | RepeatedTextColumn {
  if (isText(data.type)) return textColumnOf(data)
  const valueAt = valuesOf(data, 'string')
  const texts = Array.from({ length: data.length }, (_, row) => {
    const value = valueAt(row)
    return value === null || Number.isNaN(value) ? null : String(value)
  })
  return {
    kind: 'repeated text',
    indices: Int32Array.from(texts, (_, row) => row),
    texts: { get: (place) => texts[place] ?? null },
  }
}

/** A column that needs no work on its values; `undefined` where there is none such. */
function plainColumnOf(data: ArrowData): LineColumn | undefined {
  const { Int, Float, Bool } = ArrowTypeId
  if (isText(data.type)) return textColumnOf(data)
  const nulls = nullsOf(data)
  switch (data.type.typeId) {
    case Int:
      return { ...nulls, kind: detailsOf(data.type).isSigned ? 'int' : 'uint', values: integersOf(data) }
    case Float:
      return { ...nulls, kind: 'float', values: doublesOf(data) }
    case Bool:
      return { ...nulls, kind: 'boolean', bits: data.values as Uint8Array }
    default:
      return undefined
  }
}

/** Gives the value of each row, with nothing lost; times as what `type` can hold of them. */
function valuesOf(data: ArrowData, type: FieldType): (row: number) => Value {
  const { Null, Decimal, Dictionary, Time, Duration } = ArrowTypeId
  switch (data.type.typeId) {
    case Null:
      return () => null
    case Decimal: {
      const texts = decimalsOf(data)
      return (row) => texts[row]!
    }
    case Dictionary:
      return isText(data.type) ? valuesOfColumn(textColumnOf(data)) : valuesOfDictionary(data, type)
    case Time:
    case Duration: {
      const spans = spansOf(data)
      return (row) => (isValid(spans, row) ? nanosecondsOf(spans, row) : null)
    }
    default: {
      const column = plainColumnOf(data)
      return column === undefined ? valuesOfInstants(data, type) : valuesOfColumn(column)
    }
  }
}

function valuesOfDictionary(data: ArrowData, type: FieldType): (row: number) => Value {
  const nulls = nullsOf(data)
  const indices = indicesOf(data)
  const values = data.dictionary!.data.flatMap((chunk) => {
    const valueAt = valuesOf(chunk, type)
    return Array.from({ length: chunk.length }, (_, place) => valueAt(place))
  })
  return (row) => (isValid(nulls, row) ? values[indices[row]!]! : null)
}

function valuesOfColumn(column: LineColumn): (row: number) => Value {
  return (row) => {
    if (!isValid(column, row)) return null
    if (isTextColumn(column)) return textAt(column, row)
    if (column.kind !== 'boolean') return column.values[row]!
    const bit = (column.bitOffset ?? 0) + row
    return (column.bits[bit >> 3]! & (1 << (bit & 7))) !== 0
  }
}

/** Dates and timestamps: nanoseconds, or RFC 3339 where they are to be text. */
function valuesOfInstants(data: ArrowData, type: FieldType): (row: number) => Value {
  const instants = instantsOf(data)
  return (row) => {
    if (!isValid(instants, row)) return null
    const nanoseconds = nanosecondsOf(instants, row)
    return type === 'string' ? rfc3339(nanoseconds) : nanoseconds
  }
}

function rfc3339(nanoseconds: bigint): string {
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const ms = Number((nanoseconds - rest) / 1_000_000n)
  if (Math.abs(ms) > 8.64e15) throw new DataFrameError(`${nanoseconds} ns is in no year that a text can name.`)
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
  return `${new Date(ms).toISOString().slice(0, -5)}${fraction}Z`
}

function isTextColumn(column: LineColumn): column is TextColumn | RepeatedTextColumn {
  return column.kind === 'text' || column.kind === 'repeated text'
}
