import type { FieldValue } from '../field-types.ts'
import type { TimeInUnit } from '../time/time-input.ts'
import { expectedShape, nextShape, shapeOfKind } from './shape.ts'
import type { MemberType, Shape } from './shape.ts'

/** How many places a point may leave empty after its last value: names that never come again must not fill a shape. */
const MOST_EMPTY = 128

/** The parts of a point. */
export interface PointParts {
  readonly measurement: string
  /** The shape that the point is expected to have, until it gets a tag or field that is not in it. */
  shape: Shape
  /** By the places of the shape; `undefined` for a member that the point lacks. Those after the last value are missing too. */
  values: (FieldValue | undefined)[]
  /** The place that the next value probably has. */
  next: number
  time: TimeInUnit | undefined
}

/** Returns the parts of a point without tags, fields and time. */
export function newParts(measurement: string): PointParts {
  const shape = expectedShape(measurement)
  return { measurement, shape, values: shape.blank.slice(), next: 0, time: undefined }
}

/** Sets a tag or field. */
export function setMember(parts: PointParts, type: MemberType, key: string, value: FieldValue): void {
  const { shape, next } = parts
  const expected = shape.members[next]
  const isExpected = expected !== undefined && expected.key === key && expected.type === type
  const place = isExpected ? next : placeFor(parts, type, key)
  parts.values[place] = value
  parts.next = place + 1
}

/** Returns the place for a member's value. If the shape has none, it gets one, or the point gets another shape. */
function placeFor(parts: PointParts, type: MemberType, key: string): number {
  const { shape, measurement, next } = parts
  const isTag = type === 'tag'
  const place = shape.placeOf(key, isTag)
  const mayAdd = shape.measurement === measurement
  if (place === -1 && next === 0 && mayAdd) {
    parts.shape = shapeOfKind(shape, measurement, key, isTag)
    parts.values = parts.shape.blank.slice()
    parts.next = 1
    return placeFor(parts, type, key)
  }
  if (place !== -1 && shape.members[place]!.type === type) return place
  // A field whose type changes has no second place.
  if (place !== -1 || !mayAdd || shape.members.length - next >= MOST_EMPTY) leaveShape(parts, place)
  return parts.shape.add({ key, type })
}

/** Moves to a new shape, which lacks the member at a place. */
function leaveShape(parts: PointParts, without: number): void {
  const { members } = parts.shape
  const { values } = parts
  parts.shape = nextShape(parts.measurement)
  parts.values = []
  for (let place = 0; place < values.length; place++) {
    if (values[place] === undefined || place === without) continue
    parts.shape.add(members[place]!)
    parts.values.push(values[place])
  }
}

/**
 * The key of the method that gives a point's parts to other copies of this package, as ES modules and CommonJS are two. The
 * number changes with the form of the parts.
 */
export const partsKey: unique symbol = Symbol.for('fluxline.parts.1') as never

/** Returns the parts of a point of another copy of this package; `undefined` for any other object. */
export function foreignPartsOf(object: object): PointParts | undefined {
  return (object as { [partsKey]?(): PointParts | undefined })[partsKey]?.()
}
