import { Shape } from '../shape/shape.ts'
import type { MemberType } from '../shape/shape.ts'
import { sortByKey } from '../shape/sort-keys.ts'
import type { Precision } from '../time/precision.ts'
import type { FieldMember, MeasurementDefinition, TagMember } from './measurement-definition.ts'

/** The time has the place after the tags and fields. */
type ReadType = MemberType | 'time'

/** What schemas with equal members have in common. All its points have one shape, whose members are in the order of a line. */
export class SchemaLayout {
  readonly unit: Precision | undefined
  readonly shape: Shape = new Shape()
  readonly places: Map<string, number> = new Map()
  readonly types: ReadType[] = []
  readonly required: Set<string> = new Set()
  /** The keys of the last record in their order, and their places: the next record probably has the same. */
  readonly expectedKeys: string[] = []
  readonly expectedPlaces: number[] = []

  constructor(members: readonly SortedMember[], unit: Precision | undefined) {
    this.unit = unit
    for (const { key, type, optional } of members) {
      this.shape.add({ key, type })
      this.#addPlace(key, type)
      if (!optional) this.required.add(key)
    }
    this.#addPlace('time', 'time')
  }

  #addPlace(key: string, type: ReadType): void {
    this.places.set(key, this.types.length)
    this.types.push(type)
  }
}

/** How many layouts are remembered. */
const MOST_LAYOUTS = 256
const layouts: Map<string, SchemaLayout> = /* @__PURE__ */ new Map()

/**
 * Returns the layout of a definition. Schemas of many measurements often have the same members: sharing what is prepared for
 * them keeps it in the processor's caches.
 */
export function layoutOf({ tags = {}, fields, time }: MeasurementDefinition): SchemaLayout {
  const members = [...sortedMembers(tags), ...sortedMembers(fields)]
  const name = JSON.stringify([time, members])
  let layout = layouts.get(name)
  if (layout === undefined) {
    layout = new SchemaLayout(members, time)
    if (layouts.size >= MOST_LAYOUTS) layouts.clear()
    layouts.set(name, layout)
  }
  return layout
}

interface SortedMember {
  readonly key: string
  readonly type: MemberType
  readonly optional: boolean
}

function sortedMembers<Member extends TagMember | FieldMember>(
  members: Readonly<Record<string, Member>>,
): SortedMember[] {
  return sortByKey(Object.entries(members).map(([key, { type, optional }]) => ({ key, type, optional })))
}
