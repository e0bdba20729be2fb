import { LineProtocolError, show } from './errors.ts'
import { escapeKey, escapeMeasurement } from './escape.ts'
import type { EscapeOptions } from './escape.ts'
import type { FieldType } from './field.ts'
import { compareUtf8 } from './order.ts'
import { TagSets } from './tag-sets.ts'

const utf8 = new TextEncoder()

/** Where a tag comes from and how it begins. */
export interface TagSlot {
  /** Index of its value in the source; -1 for a default tag that the source never has. */
  readonly at: number
  /** `,key=` */
  readonly prefix: Uint8Array
  /** `,key=value` of the default tag of this name, for when the source's value is empty. */
  readonly fallback: Uint8Array | undefined
}

/** Where a field comes from and how it begins. */
export interface FieldSlot {
  /** Index of its value in the source. */
  readonly at: number
  readonly key: string
  /** `,key=` */
  readonly prefix: Uint8Array
  /** Of a schema's field; a point's stands before its value. */
  readonly type: FieldType | undefined
}

/** What all points of one form have in common, precompiled: the same keys in the same order. */
export interface Layout {
  readonly measurement: string
  /** The escaped name. */
  readonly head: Uint8Array
  readonly tags: readonly TagSlot[]
  readonly fields: readonly FieldSlot[]
  /** Bytes that the form itself and its numbers take at most; texts come on top. */
  readonly maxFixedBytes: number
  readonly tagSets: TagSets
}

/** A form to precompile. */
export interface Form {
  readonly measurement: string
  readonly tags: readonly Place[]
  readonly fields: readonly Place[]
  /** Types by the fields' names, where they are known beforehand. */
  readonly types?: Readonly<Record<string, FieldType>> | undefined
}

/** A key and where its value is in the source. */
export type Place = readonly [key: string, at: number]

/** What layouts depend on besides the keys. */
export interface LayoutOptions extends EscapeOptions {
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
}

/**
 * Precompiles a form. Of several places with one key the last counts.
 * @throws LineProtocolError on names that line protocol cannot say
 */
export function createLayout({ measurement, tags, fields, types }: Form, options: LayoutOptions): Layout {
  const head = utf8.encode(escapeMeasurement(measurement, options))
  const tagSlots = tagSlotsOf(tags, options)
  const fieldSlots = sorted(fields).map(([key, at]) => {
    return { key, at, prefix: keyPrefix(fieldName(key, measurement), options), type: types?.[key] }
  })
  return {
    measurement,
    head,
    tags: tagSlots,
    fields: fieldSlots,
    maxFixedBytes: head.length + sizeOf(tagSlots) + sizeOf(fieldSlots) + 64,
    tagSets: new TagSets(tagSlots.filter((slot) => slot.at >= 0).map((slot) => slot.at)),
  }
}

/** Bytes of the prefixes and fallbacks, and of a number or a quote for each. */
function sizeOf(slots: readonly { prefix: Uint8Array; fallback?: Uint8Array | undefined }[]): number {
  return slots.reduce((sum, slot) => sum + slot.prefix.length + (slot.fallback?.length ?? 0) + 34, 0)
}

function tagSlotsOf(tags: readonly Place[], options: LayoutOptions): TagSlot[] {
  const defaults = new Map(
    Object.entries(options.defaultTags ?? {}).filter(([key, value]) => key !== '' && value !== ''),
  )
  const own = new Map(tags.filter(([key]) => key !== ''))
  const places: Place[] = [
    ...own,
    ...[...defaults.keys()].filter((key) => !own.has(key)).map((key): Place => [key, -1]),
  ]
  return sorted(places).map(([key, at]) => {
    const value = defaults.get(key)
    const fallback =
      value === undefined ? undefined : utf8.encode(`,${escapeKey(key, options)}=${escapeKey(value, options)}`)
    return { at, prefix: keyPrefix(key, options), fallback }
  })
}

function keyPrefix(key: string, options: EscapeOptions): Uint8Array {
  return utf8.encode(`,${escapeKey(key, options)}=`)
}

function fieldName(key: string, measurement: string): string {
  if (key !== '') return key
  throw new LineProtocolError(`A field of measurement ${show(measurement)} has an empty name; give it one.`, {
    measurement,
    key,
  })
}

function sorted(places: readonly Place[]): Place[] {
  return [...new Map(places)].sort(([a], [b]) => compareUtf8(a, b))
}
