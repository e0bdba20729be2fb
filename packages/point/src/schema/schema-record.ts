import type { LineOptions } from '../encode/encoder-options.ts'
import { Point } from '../point.ts'
import { shareParts } from '../shape/shape.ts'
import type { PointParts } from '../shape/shape.ts'

/** A record that fits its measurement's schema. Every writer takes it. */
export class SchemaRecord {
  readonly #parts: PointParts

  /** @internal Lets other copies of this package read records. Not a static block, which bundlers keep with the class. */
  static share(): void {
    shareParts(this.prototype, (record) => SchemaRecord.partsOf(record))
  }

  /** @internal Returns the parts of a record of this copy of the package; `undefined` for any other object. */
  static partsOf(record: object): PointParts | undefined {
    return #parts in record ? record.#parts : undefined
  }

  /** @internal */
  constructor(parts: PointParts) {
    this.#parts = parts
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
