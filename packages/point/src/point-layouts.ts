import { createLayout } from './layout.ts'
import type { Layout, LayoutOptions, Place } from './layout.ts'
import type { PointParts } from './point.ts'

const MOST_FORMS = 1024

/** A layout and the keys, as a point set them, that it is for. */
interface KnownForm {
  readonly parts: PointParts
  readonly layout: Layout
}

/** Finds the layout of a point: that of the point before most of the time. */
export class PointLayouts {
  readonly #options: LayoutOptions
  readonly #known = new Map<string, KnownForm[]>()
  #count = 0
  #last: KnownForm | undefined

  constructor(options: LayoutOptions) {
    this.#options = options
  }

  of(parts: PointParts): Layout {
    if (this.#last !== undefined && isOfForm(parts, this.#last.parts)) return this.#last.layout
    const forms = this.#known.get(parts.measurement)
    const form = forms?.find((known) => isOfForm(parts, known.parts)) ?? this.#learn(parts)
    this.#last = form
    return form.layout
  }

  #learn(parts: PointParts): KnownForm {
    if (this.#count >= MOST_FORMS) {
      this.#known.clear()
      this.#count = 0
    }
    const layout = createLayout(
      { measurement: parts.measurement, tags: places(parts.tags, 2), fields: places(parts.fields, 3) },
      this.#options,
    )
    // The point may change after this; its parts are kept for their keys.
    const form = { parts: { ...parts, tags: [...parts.tags], fields: [...parts.fields] }, layout }
    this.#known.set(parts.measurement, [...(this.#known.get(parts.measurement) ?? []), form])
    this.#count++
    return form
  }
}

function isOfForm(parts: PointParts, known: PointParts): boolean {
  const { tags, fields } = parts
  if (parts.measurement !== known.measurement) return false
  if (tags.length !== known.tags.length || fields.length !== known.fields.length) return false
  for (let at = 0; at < tags.length; at += 2) if (tags[at] !== known.tags[at]) return false
  for (let at = 0; at < fields.length; at += 3) if (fields[at] !== known.fields[at]) return false
  return true
}

/** Each key with the place of its value, the last of its group of `stride`. */
function places(source: readonly unknown[], stride: number): Place[] {
  const found: Place[] = []
  for (let at = 0; at < source.length; at += stride) found.push([source[at] as string, at + stride - 1])
  return found
}
