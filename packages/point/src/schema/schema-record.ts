import type { FieldValue } from '../field-types.ts'
import type { FormMember } from '../shape/shape.ts'
import type { Keys } from '../shape/line-template.ts'
import { Point } from '../point.ts'
import type { LineOptions } from '../point.ts'
import type { Instant } from '../time/time-input.ts'

/** A record's parts, checked. */
export interface RowParts {
  /** What the records have in common whose keys come in one order. */
  readonly keys: Keys
  /** Tags and fields alike, in the order of their keys; `undefined` where the record has none. */
  readonly values: readonly (FieldValue | undefined)[]
  readonly time: Instant | undefined
}

/** A record that fits its measurement's schema: what every writer takes. */
export class SchemaRecord {
  readonly #parts: RowParts

  /** @internal The parts of a record of this copy of the package; `undefined` for any other object. */
  static partsOf(record: object): RowParts | undefined {
    return #parts in record ? record.#parts : undefined
  }

  constructor(parts: RowParts) {
    this.#parts = parts
  }

  /** The same as a point, to read or to change. */
  toPoint(): Point {
    const { keys, values, time } = this.#parts
    const point = new Point(keys.measurement)
    for (const [at, member] of keys.members.entries()) {
      if (member.type !== 'time') setMember(point, member, values[at] as undefined)
    }
    return time === undefined ? point : point.time(time.value, time.unit)
  }

  /** Writes the record as a line, without a newline; `undefined` where it has no field. */
  toLineProtocol(options: LineOptions = {}): string | undefined {
    return this.toPoint().toLineProtocol(options)
  }
}

function setMember(point: Point, { type, key }: FormMember, value: undefined): void {
  if (type === 'tag') point.tag(key, value)
  else if (type === 'int') point.intField(key, value)
  else if (type === 'uint') point.uintField(key, value)
  else point.field(key, value)
}
