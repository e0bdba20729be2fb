import { localToUtc } from '@fluxline/point'
import type { EscapeOptions, FieldType, NonFinite, Precision } from '@fluxline/point'
import { canBeTold, fieldTypeOf } from './arrow-fields.ts'
import { isText } from './arrow-table.ts'
import type { ArrowTable, ArrowType } from './arrow-table.ts'
import { isTimeType } from './arrow-times.ts'
import { DataFrameError, list } from '../errors.ts'

/** Where the measurement comes from: one name for all rows, or a column of names. */
export type TableMeasurement =
  | { readonly measurement: string; readonly measurementColumn?: undefined }
  | { readonly measurementColumn: string; readonly measurement?: undefined }

/** What the columns of a table are in line protocol. Labels are compared whole. */
export type TableLinesOptions = TableMeasurement & TableColumns & EscapeOptions

/** The roles of columns. */
export interface TableColumns {
  /** Columns that are tags: text, and numbers and booleans as their text. @defaultValue none */
  readonly tagColumns?: readonly string[] | undefined
  /** Columns that are fields. @defaultValue all that have no other role */
  readonly fieldColumns?: readonly string[] | undefined
  /**
   * The column of the rows' times: timestamps of any unit, dates, integers, or text such as `2018-10-26 12:00`.
   * @defaultValue '_time', where there is one
   */
  readonly timeColumn?: string | undefined
  /** IANA name of the zone of times that have none: text, dates, naive timestamps. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined
  /** The unit of integers in the time column. @defaultValue that of the write */
  readonly precision?: Precision | undefined
  /**
   * The types of fields that are not to follow the column's: floats are `float`, signed integers `int`, unsigned ones
   * `uint`, booleans `boolean`, text `string`, decimals `float`. Times are fields by this alone: as an `int` of
   * nanoseconds, or dates and timestamps as RFC 3339 in a `string`.
   */
  readonly fieldTypes?: Readonly<Record<string, FieldType>> | undefined
  /** An infinite float: an error, or a field left out, as NaN always is. @defaultValue 'throw' */
  readonly nonFinite?: NonFinite | undefined
}

/** A column that has a role. */
interface Placed {
  readonly name: string
  readonly place: number
}

/** Which columns of a table are what. */
export interface TablePlan {
  readonly measurement: Placed | undefined
  readonly tags: readonly Placed[]
  readonly fields: readonly (Placed & { readonly type: FieldType })[]
  readonly time: Placed
}

/** Gives the columns of a table their roles. @throws DataFrameError where the options and the table do not go together */
export function planOf({ schema }: ArrowTable, options: TableLinesOptions): TablePlan {
  const { tagColumns = [], fieldColumns, fieldTypes = {}, timeZone } = options
  const roles = new Roles(schema.fields)
  if (timeZone !== undefined) localToUtc(0n, timeZone)
  if ((options.measurement === undefined) === (options.measurementColumn === undefined))
    throw new DataFrameError('Say either measurement, one name for all rows, or measurementColumn.')
  const measurement =
    options.measurementColumn === undefined
      ? undefined
      : roles.take('measurementColumn', options.measurementColumn, isText, 'text')
  const time = roles.take(
    'timeColumn',
    timeColumnOf(options, schema),
    isTimeType,
    'timestamps, dates, integers or text',
  )
  const tags = tagColumns.map((name) => roles.take('tagColumns', name, isTagType, 'text, numbers or booleans'))
  for (const name of Object.keys(fieldTypes)) roles.find('fieldTypes', name)
  const fields = (fieldColumns ?? roles.rest()).map((name) => {
    const { place } = roles.take('fieldColumns', name)
    const told = Object.hasOwn(fieldTypes, name) ? fieldTypes[name] : undefined
    return { name, place, type: checkedType(name, schema.fields[place]!.type, told) }
  })
  if (fields.length === 0) throw new DataFrameError('No column is left for the fields; a line needs one at least.')
  return { measurement, tags, fields, time }
}

function timeColumnOf({ timeColumn }: TableLinesOptions, { fields }: ArrowTable['schema']): string {
  if (timeColumn !== undefined) return timeColumn
  const names = fields.map(({ name }) => name)
  if (names.includes('_time')) return '_time'
  throw new DataFrameError(`timeColumn is missing, and there is no "_time"; the columns are ${list(names)}.`)
}

function isTagType(type: ArrowType): boolean {
  return fieldTypeOf(type) !== undefined
}

function checkedType(name: string, type: ArrowType, told: FieldType | undefined): FieldType {
  const own = fieldTypeOf(type)
  const isPossible = own !== undefined || (canBeTold(type) && (told === 'int' || told === 'string'))
  if (isPossible && (told === undefined || FIELD_TYPES.has(told))) return told ?? own!
  if (isPossible) {
    throw new DataFrameError(
      `fieldTypes says ${JSON.stringify(told)} for ${JSON.stringify(name)}; a field is one of ${list([...FIELD_TYPES])}.`,
    )
  }
  const remedy = canBeTold(type) ? "say fieldTypes 'int' for nanoseconds or 'string'" : 'convert it'
  throw new DataFrameError(
    `Column ${JSON.stringify(name)} is ${String(type)}, which a field cannot hold; ${remedy}, or leave it out of fieldColumns.`,
  )
}

const FIELD_TYPES: ReadonlySet<FieldType> = /* @__PURE__ */ new Set<FieldType>([
  'float',
  'int',
  'uint',
  'boolean',
  'string',
])

/** Which columns are still free. */
class Roles {
  readonly #fields: ArrowTable['schema']['fields']
  readonly #taken = new Map<string, string>()

  constructor(fields: ArrowTable['schema']['fields']) {
    this.#fields = fields
  }

  /** The place of a column. @throws DataFrameError where there is none, or more than one */
  find(option: string, name: string): number {
    const places = [...this.#fields.keys()].filter((place) => this.#fields[place]!.name === name)
    if (places.length === 1) return places[0]!
    const names = list(this.#fields.map((field) => field.name))
    throw new DataFrameError(
      places.length === 0
        ? `${option} names ${JSON.stringify(name)}, which the table does not have; its columns are ${names}.`
        : `Column ${JSON.stringify(name)} comes ${places.length} times, and a line can have it once; rename or select.`,
    )
  }

  /** Takes a column for a role. @throws DataFrameError where it has one already, or does not suit */
  take(option: string, name: string, suits: (type: ArrowType) => boolean = () => true, what = ''): Placed {
    const place = this.find(option, name)
    const before = this.#taken.get(name)
    if (before !== undefined)
      throw new DataFrameError(
        `Column ${JSON.stringify(name)} is in ${before} and in ${option}; it can be one of them.`,
      )
    const { type } = this.#fields[place]!
    if (!suits(type))
      throw new DataFrameError(`${option} names ${JSON.stringify(name)}, which is ${String(type)}; it must be ${what}.`)
    this.#taken.set(name, option)
    return { name, place }
  }

  /** The columns without a role, in their order. */
  rest(): string[] {
    return this.#fields.map(({ name }) => name).filter((name) => !this.#taken.has(name))
  }
}
