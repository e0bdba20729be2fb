import type { FieldType } from '../field-types.ts'

/** The type of a field, or what else a member of a shape is. */
export type MemberType = FieldType | 'tag'

/** A tag or field. */
export interface ShapeMember {
  readonly key: string
  readonly type: MemberType
}

/** What encoders of one format know of a shape. */
export interface ShapeTemplate {
  readonly format: object
  /** How many members the shape had. */
  readonly size: number
  /** `undefined` until the shape comes for the second time. */
  template: object | undefined
}

/**
 * Which tags and fields points have in common, so that an encoder prepares them once for all of them.
 *
 * Each member has a place: the index of its value in the values of a point, which may lack any of them. No tag and no field
 * occurs twice. Members are only added, so places never change.
 */
export class Shape {
  readonly members: ShapeMember[] = []
  /**
   * A place for each member, which points copy: a list that grows while it is filled is made three times, and takes 1.5 times
   * as long for two values, 2.2 times for 20, and as long for half of 16. A point of 20 values takes 392 bytes instead of 720,
   * one with half of 16 optional fields 328 instead of 1257 (Node 24.21, November 2026).
   */
  readonly blank: undefined[] = []
  /** What encoders of each format prepared. */
  readonly templates: ShapeTemplate[] = []
  /** Points of this measurement may add members. */
  readonly measurement: string | undefined
  /** This shape, and those of other kinds of points of the measurement; `undefined` if there is one kind. */
  kinds: Shape[] | undefined
  /** The places of the first fields and tags by key. */
  #places: readonly [fields: Map<string, number>, tags: Map<string, number>] | undefined

  constructor(measurement?: string) {
    this.measurement = measurement
  }

  /** Adds a member, and returns its place. */
  add(member: ShapeMember): number {
    this.blank.push(undefined)
    return this.members.push(member) - 1
  }

  /** Returns the place of a tag or field; -1 if there is none. */
  placeOf(key: string, isTag: boolean): number {
    const { members } = this
    const [fields, tags] = (this.#places ??= [new Map(), new Map()])
    for (let place = fields.size + tags.size; place < members.length; place++) {
      const member = members[place]!
      ;(member.type === 'tag' ? tags : fields).set(member.key, place)
    }
    return (isTag ? tags : fields).get(key) ?? -1
  }
}

/** How many kinds of points a measurement may have: shapes whose points begin with a member that the others lack. */
const MOST_KINDS = 4

/** How many measurements are remembered. */
const MEASUREMENTS = 16_384

const shapes: Map<string, Shape> = /* @__PURE__ */ new Map()
/** A new iterator for each removal would pass over all that were removed before. */
const oldest: Iterator<string> = /* @__PURE__ */ shapes.keys()
let refused = 0
let last: Shape = /* @__PURE__ */ new Shape()

/**
 * Returns the shape that a point probably has: that of its measurement, or else that of the point before, as measurements
 * often have the same keys.
 */
export function expectedShape(measurement: string): Shape {
  if (last.measurement !== measurement) last = shapes.get(measurement) ?? last
  return last
}

/**
 * Returns the shape for a point that begins with a member that its expected shape lacks: one of the same measurement that has
 * the member, or a new one. Members of two kinds of points in one shape would leave many places empty in each: points of two
 * keys took twice as long in a shape that had 20 others (Node 24.21, November 2026).
 */
export function shapeOfKind(expected: Shape, measurement: string, key: string, isTag: boolean): Shape {
  const kinds = (expected.kinds ??= [expected])
  const known = kinds.find((each) => each.placeOf(key, isTag) !== -1)
  if (known === undefined && kinds.length >= MOST_KINDS) return expected
  const kind = nextShape(measurement, known)
  if (known === undefined) kinds.push(kind)
  kind.kinds = kinds
  return kind
}

/** Returns a shape, by default an empty one, which the next points of the measurement are expected to have. */
export function nextShape(measurement: string, shape: Shape = new Shape(measurement)): Shape {
  last = shape
  if (shapes.size >= MEASUREMENTS && !shapes.has(measurement)) {
    // One of 64 new measurements replaces the oldest one. So those that never come again displace those in use slowly, and
    // if too many are in use, most of what is remembered stays.
    if (++refused % 64 !== 0) return last
    shapes.delete(oldest.next().value as string)
  }
  shapes.set(measurement, last)
  return last
}
