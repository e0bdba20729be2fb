import type { FieldType } from '../field-types.ts'

/** The type of a field, or what else a member of a shape is. The time of a schema's records has no value among the others. */
export type MemberType = FieldType | 'tag' | 'time'

/** The shape that a point has after it got a member of this type and key, and the index of the member's value. */
export interface ShapeStep {
  readonly type: MemberType
  readonly key: string
  readonly shape: Shape
  readonly index: number
  /** Another step with this key. */
  readonly next: ShapeStep | undefined
}

/**
 * The measurement and the ordered keys and types that points have in common, so that an encoder prepares them once for
 * all of them. Shapes are a tree: each call of a setter is a step in it.
 */
export interface Shape {
  readonly measurement: string
  /** The keys of the members. Their types, and the values of a point, have the same indices. */
  readonly keys: readonly string[]
  readonly types: readonly MemberType[]
  /** By key. */
  readonly steps: Map<string, ShapeStep>
  lastStep: ShapeStep | undefined
}

/** How many shapes are kept, and how many line templates of them an encoder keeps by name. */
export const maxShapes = 4096

let shapes: Map<string, Shape> = /* @__PURE__ */ new Map()
let schemaShapes: WeakMap<object, Shape> = /* @__PURE__ */ new WeakMap()
let count = 0

/** Returns the shape of a point that has a measurement and nothing else. */
export function initialShape(measurement: string): Shape {
  let shape = shapes.get(measurement)
  if (!shape) shapes.set(measurement, (shape = newShape(measurement, [], [])))
  return shape
}

/** Returns the shape from which those of a schema's records are reached. In its tree each key has one type. */
export function initialSchemaShape(schema: object, measurement: string): Shape {
  let shape = schemaShapes.get(schema)
  if (!shape) schemaShapes.set(schema, (shape = newShape(measurement, [], [])))
  return shape
}

/** Returns the shape of points that have all these members, in this order. No tag and no field occurs twice. */
export function shapeWith(measurement: string, keys: readonly string[], types: readonly MemberType[]): Shape {
  const { steps } = initialShape(measurement)
  // A whole table is one step, under a name that only a strange field has too.
  const name = JSON.stringify([keys, types])
  let step = steps.get(name)
  if (step?.type !== 'time') {
    step = { type: 'time', key: name, shape: newShape(measurement, keys, types), index: -1, next: step }
    steps.set(name, step)
  }
  return step.shape
}

/** Returns the step that setting a member is. It is usually the same as for the point before. */
export function extendShape(shape: Shape, type: MemberType, key: string): ShapeStep {
  const { lastStep } = shape
  if (lastStep !== undefined && lastStep.key === key && lastStep.type === type) return lastStep
  let step = shape.steps.get(key)
  while (step !== undefined && step.type !== type) step = step.next
  return (shape.lastStep = step ?? addStep(shape, type, key))
}

function addStep(shape: Shape, type: MemberType, key: string): ShapeStep {
  const { measurement, keys, types } = shape
  // A tag and a field may share a key; otherwise the value takes the index that the key has.
  let index = keys.indexOf(key)
  if (index >= 0 && (types[index] === 'tag') !== (type === 'tag')) index = keys.indexOf(key, index + 1)
  if (index < 0) index = keys.length
  const isSame = types[index] === type
  const next = isSame ? shape : newShape(measurement, keys.toSpliced(index, 1, key), types.toSpliced(index, 1, type))
  const step: ShapeStep = { type, key, shape: next, index, next: shape.steps.get(key) }
  shape.steps.set(key, step)
  return step
}

function newShape(measurement: string, keys: readonly string[], types: readonly MemberType[]): Shape {
  // Names that never come again must not fill the memory. Points keep the shapes that they have.
  if (++count > maxShapes) {
    shapes = new Map()
    schemaShapes = new WeakMap()
    count = 0
  }
  return { measurement, keys, types, steps: new Map(), lastStep: undefined }
}
