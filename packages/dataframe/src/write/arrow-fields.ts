import { isSet } from '@fluxline/internal/bitmap'
import { fieldTypeNames } from '@fluxline/internal/field-type-names'
import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import { LineProtocolError } from '@fluxline/point'
import type { FieldType, LineColumn, RepeatedTextColumn, TextColumn } from '@fluxline/point/columns'
import { DataFrameError } from '../errors.ts'
import { decimalsOf, toDoubles, toIntegers } from './arrow-numbers.ts'
import { ArrowTypeId, detailsOf, entriesOf, hasValue, isText, nullsOf } from './arrow-table.ts'
import type { ArrowData, ArrowType } from './arrow-table.ts'
import { textAt, toIndices, toTextColumn } from './arrow-texts.ts'
import { nanosecondsAt, toInstants, toSpans } from './arrow-times.ts'
import { fromValues } from './from-values.ts'
import type { Value } from './from-values.ts'

/** Returns the type of field that a column becomes by default; `undefined` if `fieldTypes` must name it. */
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

/** Whether `fieldTypes` can make a field of a type without a default: of times. */
export function hasFieldType({ typeId }: ArrowType): boolean {
  const { Date, Time, Timestamp, Duration } = ArrowTypeId
  return typeId === Date || typeId === Time || typeId === Timestamp || typeId === Duration
}

/** Converts a column to fields of a type. @param firstRow the number of rows before it in the table */
export function toFieldColumn(data: ArrowData, type: FieldType, name: string, firstRow: number): LineColumn {
  const column = toColumn(data)
  const isTextField = fieldTypeNames[type].csv === 'string'
  if (column !== undefined && (column.kind === type || (isTextColumn(column) && isTextField))) return column
  const valueAt = valuesOf(data, type)
  return fromValues(data.length, type, valueAt, (row) => `Row ${firstRow + row + 1} of column ${JSON.stringify(name)}`)
}

/**
 * Converts a column to tags: text unchanged, numbers and booleans as text. NaN stands for no value, as in data frames.
 *
 * @param firstRow the number of rows before it in the table
 * @throws LineProtocolError if a number is infinite, as for a tag of a point
 */
export function toTagColumn(data: ArrowData, name: string, firstRow: number): TextColumn | RepeatedTextColumn {
  if (isText(data.type)) return toTextColumn(data)
  const valueAt = valuesOf(data, 'string')
  const texts = Array.from({ length: data.length }, (_, row) => {
    const value = valueAt(row)
    if (value === Infinity || value === -Infinity) {
      const place = `Row ${firstRow + row + 1} of column ${JSON.stringify(name)}`
      throw new LineProtocolError(`${place} is ${value}, which is not a tag; convert it to text first.`, {
        key: name,
        value: String(value),
      })
    }
    return value === null || Number.isNaN(value) ? null : String(value)
  })
  return {
    kind: 'repeated text',
    indices: Int32Array.from(texts, (_, row) => row),
    texts: { get: (entry) => texts[entry] ?? null },
  }
}

/** Converts a column whose values need no change; `undefined` for other columns. */
function toColumn(data: ArrowData): LineColumn | undefined {
  const { Int, Float, Bool } = ArrowTypeId
  if (isText(data.type)) return toTextColumn(data)
  const nulls = nullsOf(data)
  switch (data.type.typeId) {
    case Int:
      return { ...nulls, kind: detailsOf(data.type).isSigned ? 'int' : 'uint', values: toIntegers(data) }
    case Float:
      return { ...nulls, kind: 'float', values: toDoubles(data) }
    case Bool:
      return { ...nulls, kind: 'boolean', bits: data.values as Uint8Array }
    default:
      return undefined
  }
}

/** Returns the value of each row without loss; times in a form that `type` can hold. */
function valuesOf(data: ArrowData, type: FieldType): (row: number) => Value {
  const { Null, Decimal, Dictionary, Time, Duration } = ArrowTypeId
  switch (data.type.typeId) {
    case Null:
      return () => null
    case Decimal:
      return decimalsOf(data)
    case Dictionary:
      return isText(data.type) ? valuesOfColumn(toTextColumn(data)) : valuesOfDictionary(data, type)
    case Time:
    case Duration: {
      const spans = toSpans(data)
      return (row) => (hasValue(spans, row) ? nanosecondsAt(spans, row) : null)
    }
    default: {
      const column = toColumn(data)
      return column === undefined ? valuesOfInstants(data, type) : valuesOfColumn(column)
    }
  }
}

function valuesOfDictionary(data: ArrowData, type: FieldType): (row: number) => Value {
  const nulls = nullsOf(data)
  const indices = toIndices(data)
  const valueOf = entriesOf(data.dictionary!.data, (chunk) => valuesOf(chunk, type))
  return (row) => (hasValue(nulls, row) ? (valueOf(indices[row]!) ?? null) : null)
}

function valuesOfColumn(column: LineColumn): (row: number) => Value {
  return (row) => {
    if (!hasValue(column, row)) return null
    if (isTextColumn(column)) return textAt(column, row)
    if (column.kind !== 'boolean') return column.values[row]!
    return isSet(column.bits, (column.bitOffset ?? 0) + row)
  }
}

/** Returns dates and timestamps as nanoseconds, or as RFC 3339 if the field is text. */
function valuesOfInstants(data: ArrowData, type: FieldType): (row: number) => Value {
  const instants = toInstants(data)
  const isTextField = fieldTypeNames[type].csv === 'string'
  return (row) => {
    if (!hasValue(instants, row)) return null
    const nanoseconds = nanosecondsAt(instants, row)
    return isTextField ? toRfc3339(nanoseconds) : nanoseconds
  }
}

function toRfc3339(nanoseconds: bigint): string {
  try {
    return formatRfc3339(nanoseconds, 'shortest')
  } catch (cause) {
    throw new DataFrameError(`${nanoseconds} ns is outside the range of RFC 3339.`, { cause })
  }
}

function isTextColumn(column: LineColumn): column is TextColumn | RepeatedTextColumn {
  return column.kind === 'text' || column.kind === 'repeated text'
}
