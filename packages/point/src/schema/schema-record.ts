import type { LineOptions } from '../encode/encoder-options.ts'
import { Point } from '../point.ts'
import { schemaRecords, shareParts } from '../shape/point-parts.ts'
import type { PointParts } from '../shape/point-parts.ts'

/** A record that fits its measurement's schema. Every writer takes it. */
export class SchemaRecord {
  readonly #parts: PointParts

  /** @internal Lets encoders of all copies read records. Not a static block, with which bundlers keep an unused class. */
  static share(): void {
    schemaRecords.partsOf = (record) => (#parts in record ? record.#parts : undefined)
    shareParts(this.prototype, schemaRecords.partsOf)
  }

  /** @internal Takes parts that the schema has checked; their type is not public. */
  constructor(parts: object) {
    this.#parts = parts as PointParts
  }

  /** Returns a point with the same parts, to read or to change. */
  toPoint(): Point {
    const { shape, values, time } = this.#parts
    const point = new Point(shape.measurement)
    for (const [index, key] of shape.keys.entries()) {
      const type = shape.types[index]!
      const value = values[index]
      if (type === 'tag') point.tag(key, value)
      else if (type !== 'time') point.field(key, value, type)
    }
    return time === undefined ? point : point.time(time.value, time.unit)
  }

  /** Writes the record as a line, without a newline; `undefined` if it has no field. */
  toLineProtocol(options?: LineOptions): string | undefined {
    return this.toPoint().toLineProtocol(options)
  }
}
