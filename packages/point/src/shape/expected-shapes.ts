import { Shape } from './shape.ts'
import type { ShapeMember } from './shape.ts'

// Which shape a point probably has. Shapes belong to lists of keys: all measurements whose points have the same keys share
// one, and what encoders prepared for it. A measurement only has a list of the shapes that its points had.

/** How many places a point may leave empty after its last value: names that never come again must not fill a shape. */
export const MOST_EMPTY = 128
/** How many kinds of points a measurement may have: shapes whose points begin with a member that the others lack. */
const MOST_KINDS = 4
/** How many measurements are remembered. */
const MEASUREMENTS = 16_384
/** How many shapes are known by their members. */
const MOST_SHARED = 1024
/** How many shared shapes a point may have without being the first of its measurement that does. */
const RECENT = 8
/** For how many points the measurement is looked up after one that did not have the shape of the point before. */
const DOUBT = 64

/** The shapes of each measurement that had points without the shape of the point before. */
const kindsOf: Map<string, Shape[]> = /* @__PURE__ */ new Map()
/** A new iterator for each removal would pass over all that were removed before. */
const oldest: Iterator<string> = /* @__PURE__ */ kindsOf.keys()
let refused = 0

/** Shapes by their members, and the last of these. */
const shared: Map<string, Shape> = /* @__PURE__ */ new Map()
const recent: Shape[] = []
let nextRecent = 0

let last: Shape = /* @__PURE__ */ new Shape()
let doubt = 0

/**
 * Returns the shape that a point probably has: that of the point before, as measurements often have the same keys. While
 * points of different shapes alternate, it is the latest of the measurement.
 */
export function expectedShape(measurement: string): Shape {
  if (doubt > 0) {
    doubt--
    last = kindsOf.get(measurement)?.[0] ?? last
  }
  return last
}

/**
 * Returns a shape for a point that does not have its expected one: with all the members that the point has so far.
 *
 * Members of two kinds of points in one shape would leave many places empty in each: points of two keys took twice as long in
 * a shape that had 20 others (Node 24.21, November 2026). Points of one kind begin with a member that the others lack.
 */
export function shapeWith(members: readonly ShapeMember[], measurement: string): Shape {
  const kinds = kindsOf.get(measurement)
  if (kinds?.length) {
    // Not for measurements that are new: to look up names that never come again took 7 % of their time (Node 24.21, November 2026).
    doubt = DOUBT
    let at = kinds.findIndex((kind) => placeIn(kind, members[0]!) !== -1)
    if (at === -1) at = kinds.length < MOST_KINDS ? kinds.length : 0
    const kind = kinds[at]
    // The latest one is the first.
    kinds[at] = kinds[0]!
    last = kinds[0] = kind === undefined ? shapeOf(members, measurement) : grown(kind, members, measurement)
  } else {
    last = shapeOf(members, measurement)
    // The first shape of a measurement is forgotten: a name that never comes again may be part of it.
    if (kinds === undefined) remember(measurement)
    else kinds.push(last)
  }
  return last
}

/** Returns the shape that all measurements with the same members share. A shape comes here when a second point has it. */
export function sharedShape(shape: Shape): Shape {
  const { owner } = shape
  if (owner === undefined) return shape
  const name = JSON.stringify(shape.members)
  const known = shared.get(name) ?? shape
  if (shared.size >= MOST_SHARED) shared.clear()
  shared.set(name, known)
  known.owner = undefined
  if (last === shape) last = known
  const kinds = kindsOf.get(owner)
  const at = kinds?.indexOf(shape) ?? -1
  if (at !== -1) kinds![at] = known
  if (!recent.includes(known)) recent[nextRecent++ % RECENT] = known
  return known
}

/** Returns a shape with more members: the same one if it may change. */
function grown(shape: Shape, members: readonly ShapeMember[], measurement: string): Shape {
  const places = members.map((member) => placeIn(shape, member))
  const missing = members.filter(({ type }, at) => shape.members[places[at]!]?.type !== type)
  if (missing.length === 0) return shape
  // A field whose type changes has no second place.
  const hasOther = missing.some((member) => placeIn(shape, member) !== -1)
  if (hasOther || shape.members.length - Math.max(...places) > MOST_EMPTY) return new Shape(measurement, members)
  if (shape.owner !== measurement) return new Shape(measurement, [...shape.members, ...missing])
  for (const member of missing) shape.add(member)
  return shape
}

function placeIn(shape: Shape, { key, type }: ShapeMember): number {
  return shape.placeOf(key, type === 'tag')
}

/** Returns a shape that begins with some members. */
function shapeOf(members: readonly ShapeMember[], measurement: string): Shape {
  const isLike = (shape: Shape): boolean =>
    members.every(({ key, type }, at) => shape.members[at]?.key === key && shape.members[at].type === type)
  return recent.find(isLike) ?? new Shape(measurement, members)
}

function remember(measurement: string): void {
  if (kindsOf.size >= MEASUREMENTS) {
    // One of 64 new measurements replaces the oldest one. So those that never come again displace those in use slowly, and
    // if too many are in use, most of what is remembered stays.
    if (++refused % 64 !== 0) return
    kindsOf.delete(oldest.next().value as string)
  }
  kindsOf.set(measurement, [])
}
