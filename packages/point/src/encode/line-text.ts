import { assertNever } from '@fluxline/internal/assert-never'
import type { Part } from '../errors.ts'
import { fieldTypes, refuseNonFinite } from '../field-types.ts'
import type { FieldType, FieldValue } from '../field-types.ts'
import type { PointParts } from '../shape/point-parts.ts'
import type { ShapeMember } from '../shape/shape.ts'
import { sortByKey } from '../shape/sort-keys.ts'
import { timeText } from '../time/time-input.ts'
import type { ResolvedLineOptions } from './encoder-options.ts'
import { escapeBy, FIELD_KEY, MEASUREMENT, quote, TAG_KEY, TAG_VALUE } from './escape.ts'

/** A tag or a field of one point. */
interface PointMember extends ShapeMember {
  readonly value: FieldValue
}

/** Returns the tags or the fields of a point, in the order that they have in a line. */
export function sortedMembers({ shape, values }: PointParts, areTags: boolean): PointMember[] {
  const found: PointMember[] = []
  const { members } = shape
  for (let place = 0; place < values.length; place++) {
    const value = values[place]
    const { key, type } = members[place]!
    if (value !== undefined && (type === 'tag') === areTags) found.push({ key, value, type })
  }
  return sortByKey(found)
}

/**
 * Writes a point as a line, without a newline; `undefined` if it has no field.
 *
 * @throws LineProtocolError if line protocol cannot express a part of it
 */
export function lineText(point: PointParts, options: ResolvedLineOptions): string | undefined {
  const { measurement, time } = point
  let line = escapeBy(MEASUREMENT, measurement, options, ['Measurement', measurement])
  const tags = new Map<string, { readonly key: string; readonly value: FieldValue }>()
  for (const [key, value] of Object.entries(options.defaultTags ?? {})) tags.set(key, { key, value })
  // Line protocol has no empty tag: it is omitted, and does not hide a default one.
  for (const tag of sortedMembers(point, true)) if (tag.value !== '') tags.set(tag.key, tag)
  for (const { key, value } of sortByKey([...tags.values()])) {
    if (key === '' || value === '') continue
    const part: Part = ['Tag', measurement, key]
    line += `,${escapeBy(TAG_KEY, key, options, part)}=${escapeBy(TAG_VALUE, value as string, options, part)}`
  }
  let separator = ' '
  for (const { key, value, type } of sortedMembers(point, false)) {
    const part: Part = ['Field', measurement, key]
    const name = escapeBy(FIELD_KEY, key, options, part)
    if (fieldTypes[type as FieldType].notation === 'decimal' && !Number.isFinite(value)) {
      if (options.nonFinite !== 'omit') refuseNonFinite(value as number, part)
      continue
    }
    line += `${separator}${name}=${valueText(value, type as FieldType, part)}`
    separator = ','
  }
  if (separator === ' ') return undefined
  return time === undefined ? line : `${line} ${timeText(time, options.precision, options.finerTimes)}`
}

/** Returns a field's value as the line has it; without a part, text is escaped as in JSON, which fails for none. */
export function valueText(value: FieldValue, type: FieldType, part?: Part): string {
  const { notation, suffix } = fieldTypes[type]
  switch (notation) {
    case 'decimal':
      // `String(-0)` is `0`.
      return Object.is(value, -0) ? '-0' : String(value)
    case 'integer':
      return `${value}${suffix}`
    case 'boolean':
      return String(value)
    case 'quoted':
      return part === undefined ? JSON.stringify(value) : quote(value as string, part)
    default:
      return assertNever(notation)
  }
}
