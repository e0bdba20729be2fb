import type { Part } from '../errors.ts'
import { fieldTypes } from '../field-types.ts'
import type { Notation } from '../field-types.ts'
import { sharedShape } from '../shape/expected-shapes.ts'
import type { PointParts } from '../shape/point-parts.ts'
import type { Shape } from '../shape/shape.ts'
import { sortByKey } from '../shape/sort-keys.ts'
import type { LineOptions } from './encoder-options.ts'
import { escapeBy, FIELD_KEY, TAG_KEY, TAG_VALUE } from './escape.ts'
import type { Rule } from './escape.ts'
import { precompile } from './write-text.ts'
import type { Precompiled } from './write-text.ts'

/** A tag of a template: where its value comes from, and how it begins. */
export interface TagPart {
  readonly key: string
  /** The place of its value; -1 for a default tag that no point has. */
  readonly place: number
  /** `,key=`; `undefined` if it is not used again, or line protocol cannot express the key: only points that have it fail. */
  readonly prefix: Precompiled | undefined
  /** `,key=value` of the default tag of this name, for points without a value. */
  readonly fallback: Precompiled | undefined
}

/** A field of a template: where its value comes from, how it begins and how it is written. */
interface FieldPart {
  readonly key: string
  /** The place of its value. */
  readonly place: number
  /** As that of a tag. */
  readonly prefix: Precompiled | undefined
  readonly notation: Notation
  /** The byte that ends an integer. */
  readonly suffix: number
}

/** What an encoder knows of a shape. */
export interface LineTemplate {
  readonly tags: readonly TagPart[]
  readonly fields: readonly FieldPart[]
  /** What the keys and all values but texts take at most. */
  readonly maxFixedBytes: number
}

/** A key and an equals sign or quote, and what {@link writePrecompiled} may overwrite after it. */
const SPARE_BYTES = 8
/** A time, a newline and the spare bytes. */
const TIME_BYTES = 64

/** `,key=value` of each default tag by its key. */
type DefaultTags = ReadonlyMap<string, Precompiled>

/** The options that templates depend on. Encoders whose options are equal share a format. */
export interface LineFormat {
  readonly options: LineOptions
  defaultTags: DefaultTags | undefined
}

const MOST_FORMATS = 64
const MOST_TEMPLATES = 8
const formats: Map<string, LineFormat> = /* @__PURE__ */ new Map()

/** Returns the format of options. */
export function formatOf({ trailingBackslash, newline, defaultTags }: LineOptions): LineFormat {
  // As entries: an object may have its own idea of what its JSON is.
  const name = JSON.stringify([trailingBackslash, newline, Object.entries(defaultTags ?? {})])
  let format = formats.get(name)
  if (format === undefined) {
    format = { options: { trailingBackslash, newline, defaultTags }, defaultTags: undefined }
    if (formats.size >= MOST_FORMATS) formats.clear()
    formats.set(name, format)
  }
  return format
}

/** Returns a template for a point. @throws LineProtocolError if line protocol cannot express a default tag */
export function templateFor(point: PointParts, format: LineFormat): LineTemplate {
  const { shape, measurement } = point
  const { members, templates } = shape
  let at = 0
  while (at < templates.length && templates[at]!.format !== format) at++
  const known = templates[at]
  if (known?.template !== undefined && known.size === members.length) return known.template as LineTemplate
  format.defaultTags ??= precompileDefaultTags(format.options, measurement)
  if (known?.size === members.length) {
    point.shape = sharedShape(shape)
    if (point.shape !== shape) return templateFor(point, format)
    const template = createLineTemplate(point, format.defaultTags, format.options)
    known.template = template
    return template
  }
  // The shape may never come again, and to precompile it takes longer than to write it once.
  templates[at % MOST_TEMPLATES] = { format, size: members.length, template: undefined }
  return createLineTemplate(point, format.defaultTags, undefined)
}

/** Precompiles the default tags. @throws LineProtocolError if line protocol cannot express one */
export function precompileDefaultTags(options: LineOptions, measurement: string): DefaultTags {
  const tags = new Map<string, Precompiled>()
  for (const [key, value] of Object.entries(options.defaultTags ?? {})) {
    if (key === '' || value === '') continue
    const part: Part = ['Tag', measurement, key]
    tags.set(key, precompile(`,${escapeBy(TAG_KEY, key, options, part)}=${escapeBy(TAG_VALUE, value, options, part)}`))
  }
  return tags
}

/**
 * Prepares a shape.
 *
 * @param options The encoder's, to precompile the keys for all points of the shape. Without them only the members of this
 * point are prepared, which is faster for a shape that may never come again.
 */
export function createLineTemplate(
  { shape, values }: { readonly shape: Pick<Shape, 'members'>; readonly values: PointParts['values'] },
  defaultTags: DefaultTags,
  options: LineOptions | undefined,
): LineTemplate {
  const tags: TagPart[] = []
  const fields: FieldPart[] = []
  let maxFixedBytes = TIME_BYTES
  for (let place = 0; place < shape.members.length; place++) {
    if (options === undefined && values[place] === undefined) continue
    const { key, type } = shape.members[place]!
    const prefix = options && prefixOf(type === 'tag' ? TAG_KEY : FIELD_KEY, key, options)
    maxFixedBytes += (prefix?.length ?? key.length * 3) + SPARE_BYTES
    if (type === 'tag') {
      if (key !== '') tags.push({ key, place, prefix, fallback: defaultTags.get(key) })
    } else {
      const { notation, suffix, maxBytes } = fieldTypes[type]
      fields.push({ key, place, prefix, notation, suffix: suffix === '' ? 0 : suffix.charCodeAt(0) })
      maxFixedBytes += maxBytes
    }
  }
  for (const [key, fallback] of defaultTags) {
    maxFixedBytes += fallback.length + SPARE_BYTES
    if (tags.every((part) => part.key !== key)) tags.push({ key, place: -1, prefix: undefined, fallback })
  }
  return { tags: sortByKey(tags), fields: sortByKey(fields), maxFixedBytes }
}

function prefixOf(rule: Rule, key: string, options: LineOptions): Precompiled | undefined {
  try {
    return precompile(`,${escapeBy(rule, key, options, ['Field', key])}=`)
  } catch {
    return undefined
  }
}
