import { fieldTypes } from '../field-types.ts'
import type { Notation } from '../field-types.ts'
import type { Shape } from '../shape/shape.ts'
import { sortByKey } from '../shape/sort-keys.ts'
import type { LineOptions } from './encoder-options.ts'
import { escapeBy, FIELD_KEY, MEASUREMENT, TAG_KEY, TAG_VALUE } from './escape.ts'
import { TagSetCache } from './tag-set-cache.ts'
import { precompile } from './write-text.ts'
import type { Precompiled } from './write-text.ts'

/** A tag of a template: where its value comes from, and how it begins. */
interface TagPart {
  /** Index of its value in the source; -1 for a default tag that the source never has. */
  readonly index: number
  readonly key: string
  /** `,key=` */
  readonly prefix: Precompiled
  /** `,key=value` of the default tag of this name, for an empty value in the source. */
  readonly fallback: Precompiled | undefined
}

/** A field of a template: where its value comes from, how it begins and how it is written. */
export interface FieldPart {
  /** Index of its value in the source. */
  readonly index: number
  readonly key: string
  readonly notation: Notation
  /** The byte that ends an integer. */
  readonly suffix: number
  /** `,key=` */
  readonly prefix: Precompiled
}

/** A shape precompiled for one set of encoder options. */
export interface LineTemplate {
  readonly measurement: string
  /** The escaped name. */
  readonly head: Precompiled
  readonly tags: readonly TagPart[]
  readonly fields: readonly FieldPart[]
  /** What the keys and all values but texts take at most. */
  readonly maxFixedBytes: number
  readonly tagSets: TagSetCache
}

/** What {@link writePrecompiled} may overwrite after a part, and an equals sign or quote. */
const SPARE_BYTES = 8
/** A time, a newline and the spare bytes. */
const TIME_BYTES = 64

/**
 * Precompiles a shape.
 *
 * @throws LineProtocolError if line protocol cannot express a name
 */
export function createLineTemplate({ measurement, keys, types }: Shape, options: LineOptions): LineTemplate {
  const head = precompile(escapeBy(MEASUREMENT, measurement, options, ['Measurement', measurement]))
  const tagIndices: [key: string, index: number][] = []
  const fields: [key: string, part: FieldPart][] = []
  let maxFixedBytes = head.length + TIME_BYTES
  for (const [index, key] of keys.entries()) {
    const type = types[index]!
    if (type === 'time') continue
    if (type === 'tag') {
      tagIndices.push([key, index])
      continue
    }
    const { notation, suffix, maxBytes } = fieldTypes[type]
    const prefix = precompile(`,${escapeBy(FIELD_KEY, key, options, ['Field', measurement, key])}=`)
    fields.push([key, { index, key, notation, suffix: suffix.charCodeAt(0), prefix }])
    maxFixedBytes += prefix.length + maxBytes + SPARE_BYTES
  }
  const tags = createTagParts(measurement, tagIndices, options)
  for (const { prefix, fallback } of tags) maxFixedBytes += prefix.length + (fallback?.length ?? 0) + SPARE_BYTES
  return {
    measurement,
    head,
    tags,
    fields: sortByKey(fields).map(([, part]) => part),
    maxFixedBytes,
    tagSets: new TagSetCache(tags.filter((part) => part.index >= 0).map((part) => part.index)),
  }
}

function createTagParts(
  measurement: string,
  tags: readonly [key: string, index: number][],
  options: LineOptions,
): TagPart[] {
  const indices = new Map<string, number>()
  const fallbacks = new Map<string, Precompiled>()
  const prefixOf = (key: string): string => `,${escapeBy(TAG_KEY, key, options, ['Tag', measurement, key])}=`
  for (const [key, value] of Object.entries(options.defaultTags ?? {})) {
    if (key === '') continue
    indices.set(key, -1)
    if (value === '') continue
    fallbacks.set(key, precompile(prefixOf(key) + escapeBy(TAG_VALUE, value, options, ['Tag', measurement, key])))
  }
  for (const [key, index] of tags) if (key !== '') indices.set(key, index)
  return sortByKey([...indices]).map(([key, index]) => {
    return { index, key, prefix: precompile(prefixOf(key)), fallback: fallbacks.get(key) }
  })
}
