import type { FieldValue } from '../field-types.ts'
import type { TimeInUnit } from '../time/time-input.ts'
import { expectedShape, MOST_EMPTY, shapeWith } from './expected-shapes.ts'
import type { MemberType, Shape } from './shape.ts'

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
  const { shape, measurement, values, next } = parts
  const { members } = shape
  const isTag = type === 'tag'
  const place = shape.placeOf(key, isTag)
  if (place !== -1 && members[place]!.type === type) return place
  const member = { key, type }
  const mayAdd = next !== 0 && place === -1 && shape.owner === measurement
  if (mayAdd && members.length - next < MOST_EMPTY) return shape.add(member)
  const kept = members.filter((_, at) => values[at] !== undefined && at !== place)
  const other = shapeWith([...kept, member], measurement)
  const moved = other.blank.slice() as PointParts['values']
  for (const each of kept) moved[other.placeOf(each.key, each.type === 'tag')] = values[members.indexOf(each)]
  parts.shape = other
  parts.values = moved
  return other.placeOf(key, isTag)
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
