import type { FieldType, FieldValue } from './field.ts'
import type { Form } from './layout.ts'
import { Point } from './point.ts'
import type { LineOptions } from './point.ts'
import type { Instant } from './time.ts'

/** What the records of one schema have in common whose keys come in one order. */
export interface SchemaForm extends Form {
  readonly types: Readonly<Record<string, FieldType>>
}

/** A record's parts, checked, in the order of its form. */
export interface RowParts {
  readonly form: SchemaForm
  /** Tags and fields alike; `undefined` where the record has none. */
  readonly values: readonly (FieldValue | undefined)[]
  readonly time: Instant | undefined
}

/** The parts of a record of this copy of the package; `undefined` for any other object. */
export let rowPartsOf: (record: object) => RowParts | undefined

/** A record that fits its measurement's schema: what every writer takes. */
export class SchemaRecord {
  readonly #parts: RowParts

  static {
    rowPartsOf = (record) => (#parts in record ? record.#parts : undefined)
  }

  constructor(parts: RowParts) {
    this.#parts = parts
  }

  /** The same as a point, to read or to change. */
  toPoint(): Point {
    const { form, values, time } = this.#parts
    const point = new Point(form.measurement)
    for (const [key, at] of form.tags) point.tag(key, values[at])
    for (const [key, at] of form.fields) setField(point, key, form.types[key]!, values[at])
    return time === undefined ? point : point.time(time.value, time.unit)
  }

  /** Writes the record as a line, without a newline; `undefined` where it has no field. */
  toLineProtocol(options: LineOptions = {}): string | undefined {
    return this.toPoint().toLineProtocol(options)
  }
}

function setField(point: Point, key: string, type: FieldType, value: FieldValue | undefined): void {
  if (type === 'float') point.floatField(key, value as number)
  else if (type === 'int') point.intField(key, value as number)
  else if (type === 'uint') point.uintField(key, value as number)
  else point.field(key, value)
}
