import { OptionError } from '@fluxline/internal/errors'
import { fieldTypeNames } from '@fluxline/internal/field-type-names'
import type { OptionKind } from '@fluxline/internal/option-names'
import { checkOptions, oneOf, renamedFrom } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'
import { localToUtc } from '@fluxline/point/columns'
import type { EscapeOptions, FieldType, NonFinite, Precision } from '@fluxline/point'
import { DataFrameError, list } from '../errors.ts'
import { fieldTypeOf, hasFieldType } from './arrow-fields.ts'
import { isText } from './arrow-table.ts'
import type { ArrowTable, ArrowType } from './arrow-table.ts'
import { isTimeType } from './arrow-times.ts'

/** The source of the measurement: one name for all rows, or a column of names. */
export type TableMeasurement =
  | { readonly measurement: string; readonly measurementColumn?: undefined }
  | { readonly measurementColumn: string; readonly measurement?: undefined }

/** The roles of a table's columns in line protocol. Labels must match exactly. */
export type TableLinesOptions = TableMeasurement & TableColumns & EscapeOptions

/** The roles of columns. */
export interface TableColumns {
  /** Columns that are tags: text, and numbers and booleans as text. @defaultValue none */
  readonly tagColumns?: readonly string[] | undefined
  /** Columns that are fields. @defaultValue all that have no other role */
  readonly fieldColumns?: readonly string[] | undefined
  /**
   * The column of the rows' times: timestamps of any unit, dates, integers, or text such as `2018-10-26 12:00`.
   * @defaultValue '_time', if it exists
   */
  readonly timeColumn?: string | undefined
  /** IANA name of the zone of times that have none: text, dates, naive timestamps. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined
  /** The unit of integers in the time column. @defaultValue that of the write */
  readonly precision?: Precision | undefined
  /**
   * The types of fields, instead of those that follow from their columns: floats are `float`, signed integers `int`,
   * unsigned ones `uint`, booleans `boolean`, text `string`, decimals `float`. A time is a field only if it is named here:
   * as an `int` of nanoseconds, or, for dates and timestamps, as RFC 3339 in a `string`.
   */
  readonly fieldTypes?: Readonly<Record<string, FieldType>> | undefined
  /** An infinite float is an error, or a field left out, as NaN always is. @defaultValue 'throw' */
  readonly nonFinite?: NonFinite | undefined
}

const tableLinesOptionNames: Readonly<
  Record<keyof (TableColumns & EscapeOptions) | 'measurement' | 'measurementColumn', OptionKind>
> = {
  measurement: 'a string',
  measurementColumn: 'a string',
  tagColumns: 'an array',
  fieldColumns: 'an array',
  timeColumn: 'a string',
  timeZone: true,
  precision: true,
  fieldTypes: 'an object',
  nonFinite: true,
  newline: true,
  trailingBackslash: true,
}

/** The names of the Python client. */
const pythonNames: Readonly<Record<string, string>> = {
  data_frame_measurement_name: 'measurement',
  data_frame_tag_columns: 'tagColumns',
  data_frame_timestamp_column: 'timeColumn',
  data_frame_timestamp_timezone: 'timeZone',
}

/** A column that has a role. */
interface RoleColumn {
  readonly name: string
  readonly index: number
}

/** The roles of a table's columns. */
export interface TablePlan {
  readonly measurement: RoleColumn | undefined
  readonly tags: readonly RoleColumn[]
  readonly fields: readonly (RoleColumn & { readonly type: FieldType })[]
  readonly time: RoleColumn
}

/** @throws OptionError if the table is not one, or an option is unknown or wrong for every table */
export function checkArguments(table: ArrowTable, options: TableLinesOptions): void {
  const what = 'tableLines'
  if (!isArrowTable(table)) throw notArrow(what, table)
  const renamed = renamedFrom('the Python client', pythonNames)
  checkOptions(what, options, tableLinesOptionNames, renamed, "{ measurement: 'flights' }")
  if ((options.measurement === undefined) === (options.measurementColumn === undefined)) {
    throw new OptionError(`${what}: Pass either \`measurement\` or \`measurementColumn\`.`, { option: 'measurement' })
  }
  for (const [name, type] of Object.entries(options.fieldTypes ?? {})) {
    if (!Object.hasOwn(fieldTypeNames, type))
      oneOf(what, `fieldTypes[${JSON.stringify(name)}]`, type, Object.keys(fieldTypeNames))
  }
  if (options.precision !== undefined) oneOf(what, 'precision', options.precision, ['ns', 'us', 'ms', 's'])
  if (options.nonFinite !== undefined) oneOf(what, 'nonFinite', options.nonFinite, ['throw', 'omit'])
  if (options.timeZone !== undefined) localToUtc(0n, options.timeZone)
}

/** Whether a value has the parts of an Arrow table that are read. */
function isArrowTable(table: unknown): table is ArrowTable {
  const { schema, batches } = Object(table) as Partial<ArrowTable>
  return (
    Array.isArray(schema?.fields) &&
    schema.fields.every((field) => typeof field?.name === 'string' && typeof field.type?.typeId === 'number') &&
    Array.isArray(batches) &&
    batches.every((batch) => Array.isArray(batch?.data?.children))
  )
}

/** The error of a value that is not an Arrow table, which says how to make one out of it if it is a table at all. */
function notArrow(what: string, table: unknown): OptionError {
  const has = (name: string): boolean => typeof (Object(table) as Record<string, unknown>)[name] === 'function'
  const isFlechette = Array.isArray((Object(table) as { readonly children?: unknown }).children) && has('getChild')
  const conversion = has('toArrowIPC')
    ? "tableFromIPC(table.toArrowIPC({ format: 'stream' }))"
    : has('writeIPC')
      ? 'tableFromIPC(table.writeIPC())'
      : isFlechette
        ? 'tableFromIPC(tableToIPC(table)), with the tableToIPC of the library that made the table'
        : 'tableFromIPC(bytes) with the Arrow IPC that its library writes, or tableFromJSON(rows)'
  const remedy = has('getRowObjectsJS')
    ? 'DuckDB has no Arrow on Node: write its rows, with write(reader.getRowObjectsJS(), { bucket, record })'
    : `Pass ${conversion}`
  return new OptionError(`${what} takes a table of apache-arrow, not ${showOption(table)}. ${remedy}.`)
}

/** Assigns roles to the columns of a table. @throws DataFrameError if the options do not fit the table */
export function planTable({ schema }: ArrowTable, options: TableLinesOptions): TablePlan {
  const { tagColumns = [], fieldColumns, fieldTypes = {} } = options
  const roles = new Roles(schema.fields)
  const measurement =
    options.measurementColumn === undefined
      ? undefined
      : roles.assign('measurementColumn', options.measurementColumn, isText, 'text')
  const time = roles.assign(
    'timeColumn',
    timeColumnOf(options, schema),
    isTimeType,
    'timestamps, dates, integers or text',
  )
  const tags = tagColumns.map((name) => roles.assign('tagColumns', name, isTagType, 'text, numbers or booleans'))
  for (const name of Object.keys(fieldTypes)) roles.findColumn('fieldTypes', name)
  const fields = (fieldColumns ?? roles.freeColumns()).map((name) => {
    const { index } = roles.assign('fieldColumns', name)
    const chosen = Object.hasOwn(fieldTypes, name) ? fieldTypes[name] : undefined
    return { name, index, type: chooseType(name, schema.fields[index]!.type, chosen) }
  })
  if (fields.length === 0) throw new DataFrameError('No field columns are left; a line needs at least one.')
  return { measurement, tags, fields, time }
}

function timeColumnOf({ timeColumn }: TableLinesOptions, { fields }: ArrowTable['schema']): string {
  if (timeColumn !== undefined) return timeColumn
  const names = fields.map(({ name }) => name)
  if (names.includes('_time')) return '_time'
  throw new DataFrameError(`\`timeColumn\` is missing and there is no "_time" column (columns: ${list(names)}).`)
}

function isTagType(type: ArrowType): boolean {
  return fieldTypeOf(type) !== undefined
}

function chooseType(name: string, type: ArrowType, chosen: FieldType | undefined): FieldType {
  const own = fieldTypeOf(type)
  if (own !== undefined) return chosen ?? own
  const isTime = hasFieldType(type)
  if (isTime && (chosen === 'int' || chosen === 'string')) return chosen
  const remedy = isTime ? "set its fieldTypes to 'int' (nanoseconds) or 'string'" : 'convert it'
  throw new DataFrameError(
    `Column ${JSON.stringify(name)} is ${String(type)}, which a field cannot hold; ${remedy}, or leave it out of fieldColumns.`,
  )
}

/** The roles that columns have so far. */
class Roles {
  readonly #fields: ArrowTable['schema']['fields']
  readonly #indices = new Map<string, number[]>()
  readonly #roles = new Map<string, string>()

  constructor(fields: ArrowTable['schema']['fields']) {
    this.#fields = fields
    for (const [index, { name }] of fields.entries()) {
      const indices = this.#indices.get(name)
      if (indices === undefined) this.#indices.set(name, [index])
      else indices.push(index)
    }
  }

  /** Returns the index of a column. @throws DataFrameError if there is none, or more than one */
  findColumn(option: string, name: string): number {
    const indices = this.#indices.get(name) ?? []
    if (indices.length === 1) return indices[0]!
    const names = list(this.#fields.map((field) => field.name))
    const times = indices.length === 2 ? 'twice' : `${indices.length} times`
    throw new DataFrameError(
      indices.length === 0
        ? `${option} names ${JSON.stringify(name)}, which is not a column of the table (columns: ${names}).`
        : `Column ${JSON.stringify(name)} appears ${times}; rename or drop one.`,
    )
  }

  /** Assigns a role to a column. @throws DataFrameError if it has one already, or its type does not fit */
  assign(option: string, name: string, fits: (type: ArrowType) => boolean = () => true, expected = ''): RoleColumn {
    const index = this.findColumn(option, name)
    const other = this.#roles.get(name)
    if (other !== undefined) {
      throw new DataFrameError(
        `Column ${JSON.stringify(name)} is in ${other} and in ${option}; it can have only one role.`,
      )
    }
    const { type } = this.#fields[index]!
    if (!fits(type)) {
      throw new DataFrameError(
        `${option} names ${JSON.stringify(name)}, which is ${String(type)}; it must be ${expected}.`,
      )
    }
    this.#roles.set(name, option)
    return { name, index }
  }

  /** Returns the columns without a role, in their order. */
  freeColumns(): string[] {
    return this.#fields.map(({ name }) => name).filter((name) => !this.#roles.has(name))
  }
}
