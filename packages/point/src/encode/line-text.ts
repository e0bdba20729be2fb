import { assertNever } from '@fluxline/internal/assert-never'
import type { Part } from '../errors.ts'
import { fieldTypes, refuseNonFinite } from '../field-types.ts'
import type { FieldType, FieldValue } from '../field-types.ts'
import type { PointParts } from '../shape/point-parts.ts'
import type { MemberType } from '../shape/shape.ts'
import { sortByKey } from '../shape/sort-keys.ts'
import { timeText } from '../time/time-input.ts'
import type { ResolvedLineOptions } from './encoder-options.ts'
import { escapeBy, FIELD_KEY, MEASUREMENT, quote, TAG_KEY, TAG_VALUE } from './escape.ts'

/** A tag or a field of one point. */
export type PointMember = readonly [key: string, value: FieldValue, type: MemberType]

/** Returns the tags or the fields of a point, in the order that they have in a line. */
export function sortedMembers({ shape, values }: PointParts, areTags: boolean): PointMember[] {
  const members: PointMember[] = []
  const { keys, types } = shape
  for (let index = 0; index < keys.length; index++) {
    const type = types[index]!
    if ((type === 'tag') === areTags) members.push([keys[index]!, values[index]!, type])
  }
  return sortByKey(members)
}

/**
 * Writes a point as a line, without a newline; `undefined` if it has no field.
 *
 * @throws LineProtocolError if line protocol cannot express a part of it
 */
export function lineText(point: PointParts, options: ResolvedLineOptions): string | undefined {
  const { measurement } = point.shape
  let line = escapeBy(MEASUREMENT, measurement, options, ['Measurement', measurement])
  const tags = new Map<string, string>()
  for (const [key, value] of [...Object.entries(options.defaultTags ?? {}), ...sortedMembers(point, true)]) {
    // Line protocol has no empty tag: it is omitted, and does not hide a default one.
    if (key === '') continue
    const escaped = escapeBy(TAG_VALUE, value as string, options, ['Tag', measurement, key])
    if (escaped !== '' || !tags.has(key)) tags.set(key, escaped)
  }
  for (const [key, value] of sortByKey([...tags])) {
    const name = escapeBy(TAG_KEY, key, options, ['Tag', measurement, key])
    if (value !== '') line += `,${name}=${value}`
  }
  let separator = ' '
  for (const [key, value, type] of sortedMembers(point, false)) {
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
  return point.time === undefined ? line : `${line} ${timeText(point.time, options.precision, options.finerTimes)}`
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
