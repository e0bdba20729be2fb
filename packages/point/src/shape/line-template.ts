import { escapeBy, FIELD_KEY, MEASUREMENT, TAG_KEY, TAG_VALUE } from '../encode/escape.ts'
import type { EscapeOptions } from '../encode/escape.ts'
import type { FieldType } from '../field-types.ts'
import type { FormMember } from './shape.ts'
import { sortByKey } from './sort-keys.ts'
import { TagSets } from '../encode/tag-set-cache.ts'
import { precompile } from '../encode/write-text.ts'
import type { Precompiled } from '../encode/write-text.ts'

/** Where a tag comes from and how it begins. */
interface TagSlot {
  /** Index of its value in the source; -1 for a default tag that the source never has. */
  readonly at: number
  readonly key: string
  /** `,key=` */
  readonly prefix: Precompiled
  /** `,key=value` of the default tag of this name, for when the source's value is empty. */
  readonly fallback: Precompiled | undefined
}

/** Where a field comes from and how it begins. */
interface FieldSlot {
  /** Index of its value in the source. */
  readonly at: number
  readonly key: string
  readonly type: FieldType
  /** `,key=` */
  readonly prefix: Precompiled
}

/** What all points of one form have in common, precompiled: the same keys in the same order. */
export interface Layout {
  readonly measurement: string
  /** The escaped name. */
  readonly head: Precompiled
  readonly tags: readonly TagSlot[]
  readonly fields: readonly FieldSlot[]
  /** Bytes that the form itself and its numbers take at most; texts come on top. */
  readonly maxFixedBytes: number
  readonly tagSets: TagSets
}

/** A form to precompile: no tag and no field comes twice. */
export interface Keys {
  readonly measurement: string
  /** In the order of the values; what is neither a tag nor a field is passed over. */
  readonly members: readonly (FormMember | { readonly type: 'time' })[]
}

/** What layouts depend on besides the keys. */
export interface LayoutOptions extends EscapeOptions {
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
}

/**
 * Precompiles a form.
 *
 * @throws LineProtocolError on names that line protocol cannot say
 */
export function createLayout({ measurement, members }: Keys, options: LayoutOptions): Layout {
  const head = precompile(escapeBy(MEASUREMENT, measurement, options, ['Measurement', measurement]))
  const tagPlaces: [key: string, at: number][] = []
  const fields: [key: string, slot: FieldSlot][] = []
  for (const [at, member] of members.entries()) {
    if (member.type === 'tag') tagPlaces.push([member.key, at])
    else if (member.type !== 'time') {
      const { key, type } = member
      const prefix = precompile(`,${escapeBy(FIELD_KEY, key, options, ['Field', measurement, key])}=`)
      fields.push([key, { at, key, type, prefix }])
    }
  }
  const tags = tagSlotsOf(measurement, tagPlaces, options)
  const slots: readonly { prefix: Precompiled; fallback?: Precompiled | undefined }[] = [
    ...tags,
    ...fields.map(([, slot]) => slot),
  ]
  return {
    measurement,
    head,
    tags,
    fields: sortByKey(fields).map(([, slot]) => slot),
    maxFixedBytes: slots.reduce(
      (sum, slot) => sum + slot.prefix.length + (slot.fallback?.length ?? 0) + 40,
      head.length + 64,
    ),
    tagSets: new TagSets(tags.filter((slot) => slot.at >= 0).map((slot) => slot.at)),
  }
}

function tagSlotsOf(
  measurement: string,
  tags: readonly [key: string, at: number][],
  options: LayoutOptions,
): TagSlot[] {
  const places = new Map<string, number>()
  const fallbacks = new Map<string, Precompiled>()
  const prefixOf = (key: string): string => `,${escapeBy(TAG_KEY, key, options, ['Tag', measurement, key])}=`
  for (const [key, value] of Object.entries(options.defaultTags ?? {})) {
    if (key === '') continue
    places.set(key, -1)
    if (value === '') continue
    fallbacks.set(key, precompile(prefixOf(key) + escapeBy(TAG_VALUE, value, options, ['Tag', measurement, key])))
  }
  for (const [key, at] of tags) if (key !== '') places.set(key, at)
  return sortByKey([...places]).map(([key, at]) => {
    return { at, key, prefix: precompile(prefixOf(key)), fallback: fallbacks.get(key) }
  })
}
