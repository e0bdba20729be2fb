import type { FieldType, Point } from '@fluxline/point'
import { nanosecondsPer } from '@fluxline/internal/nanoseconds'
import type { StoredPoint } from './stored-point.ts'

/** The points of a bucket: one for each series and time, whose fields are merged as in InfluxDB. */
export class BucketStore {
  /** Points by series and time. */
  readonly #points = new Map<string, StoredPoint>()
  /** The type that a field got by its first value, by measurement and field. */
  readonly #types = new Map<string, string>()

  /** All points, in order of time. */
  points(): StoredPoint[] {
    return [...this.#points.values()].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
  }

  /**
   * Stores a point, or returns why InfluxDB refuses it: a field has another type already.
   *
   * @param now the time of a point without one
   */
  add(point: Point, now: bigint): string | undefined {
    const { measurement, tags } = point
    const conflict = this.conflictOf(point)
    if (conflict) return conflict
    const time = toNanoseconds(point) ?? now
    const id = JSON.stringify([measurement, Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)), String(time)])
    // A new object: those that a test has stay as they are.
    const fields = { ...this.#points.get(id)?.fields, ...point.fields }
    this.#points.set(id, { measurement, tags, fields, time })
    return undefined
  }

  /** Returns why InfluxDB refuses a point: a field has another type already. A new field gets its type. */
  conflictOf(point: Point): string | undefined {
    for (const field of Object.keys(point.fields)) {
      const conflict = this.#conflict(point, field)
      if (conflict) return conflict
    }
    return undefined
  }

  /** Whether a field has unsigned integers. */
  isUnsigned(measurement: string, field: string): boolean {
    return this.#types.get(JSON.stringify([measurement, field])) === 'unsigned'
  }

  #conflict(point: Point, field: string): string | undefined {
    const id = JSON.stringify([point.measurement, field])
    const type = typeNames[point.fieldType(field)!]
    const first = this.#types.get(id) ?? type
    this.#types.set(id, first)
    if (type === first) return undefined
    return (
      `field type conflict: input field "${field}" on measurement "${point.measurement}" is type ${type}, ` +
      `already exists as type ${first}`
    )
  }
}

/** InfluxDB's words for the types of fields. */
const typeNames: Readonly<Record<FieldType, string>> = {
  float: 'float',
  int: 'integer',
  uint: 'unsigned',
  string: 'string',
  boolean: 'boolean',
}

function toNanoseconds({ timestamp }: Point): bigint | undefined {
  return timestamp && BigInt(timestamp.value) * nanosecondsPer[timestamp.unit]
}
