import { assertNever } from '@fluxline/internal/assert-never'
import { refuseNonFinite } from '../field-types.ts'
import type { PointParts } from '../shape/point-parts.ts'
import { digitsOf } from '../time/precision.ts'
import type { Precision } from '../time/precision.ts'
import { timeText } from '../time/time-input.ts'
import type { FinerTimes, TimeInUnit } from '../time/time-input.ts'
import type { ByteSink } from './byte-sink.ts'
import type { ResolvedLineOptions } from './encoder-options.ts'
import type { LineTemplate } from './line-template.ts'
import { writeAscii, writeBigint, writeFloat, writeInteger } from './write-number.ts'
import { writeKey, writeMeasurement, writePrecompiled, writeQuoted, writeTagValue } from './write-text.ts'

const SPACE = 32
const ZERO = 48

/** Writes the measurement and the tags from the sink's end on, and returns the offset after them. */
export function writeSeries(
  sink: ByteSink,
  { tags, maxFixedBytes }: LineTemplate,
  { measurement, values }: PointParts,
  options: ResolvedLineOptions,
): number {
  sink.reserve(sink.end, measurement.length * 3 + maxFixedBytes)
  let at = writeMeasurement(sink.view, sink.end, measurement, options)
  for (let each = 0; each < tags.length; each++) {
    const { place, key, prefix, fallback } = tags[each]!
    const value = place === -1 ? undefined : (values[place] as string | undefined)
    if (value !== undefined && value !== '') {
      sink.reserve(at, value.length * 3 + maxFixedBytes)
      at =
        prefix === undefined
          ? writeKey(sink.view, at, 'Tag', key, measurement, options)
          : writePrecompiled(sink.view, at, prefix)
      at = writeTagValue(sink.view, at, value, options, key, measurement)
    } else if (fallback !== undefined) {
      at = writePrecompiled(sink.view, at, fallback)
    }
  }
  return at
}

/** Writes a space and the fields, and returns the offset after them; `start` if there are none. */
export function writeFields(
  sink: ByteSink,
  start: number,
  { fields, maxFixedBytes }: LineTemplate,
  { measurement, values }: PointParts,
  options: ResolvedLineOptions,
): number {
  let { view } = sink
  let at = start
  for (let each = 0; each < fields.length; each++) {
    const part = fields[each]!
    const value = values[part.place]
    if (value === undefined) continue
    const { key, prefix } = part
    const keyAt = at
    at =
      prefix === undefined ? writeKey(view, at, 'Field', key, measurement, options) : writePrecompiled(view, at, prefix)
    switch (part.notation) {
      case 'decimal':
        if (Number.isFinite(value)) at = writeFloat(view, at, value as number)
        else if (options.nonFinite === 'omit') at = keyAt
        else refuseNonFinite(value as number, ['Field', measurement, key])
        break
      case 'quoted':
        sink.reserve(at, (value as string).length * 3 + maxFixedBytes)
        view = sink.view
        at = writeQuoted(view, at, value as string, key, measurement)
        break
      case 'integer':
        at = typeof value === 'bigint' ? writeBigint(view, at, value) : writeInteger(view, at, value as number)
        view.setUint8(at++, part.suffix)
        break
      case 'boolean':
        at = writeAscii(view, at, value === true ? 'true' : 'false')
        break
      default:
        assertNever(part.notation)
    }
  }
  // Overwrites the comma before the first field.
  if (at !== start) view.setUint8(start, SPACE)
  return at
}

/** Writes a space and a time in a precision, and returns the offset after it. */
export function writeTime(
  view: DataView,
  at: number,
  time: TimeInUnit,
  precision: Precision,
  finerTimes: FinerTimes,
): number {
  const { value, unit } = time
  view.setUint8(at++, SPACE)
  if (typeof value === 'bigint') {
    if (unit === precision) return writeBigint(view, at, value)
    return writeAscii(view, at, timeText(time, precision, finerTimes))
  }
  const zeros = digitsOf[precision] - digitsOf[unit]
  if (zeros < 0 || value === 0) return writeAscii(view, at, timeText(time, precision, finerTimes))
  const end = writeInteger(view, at, value) + zeros
  for (let zero = end - zeros; zero < end; zero++) view.setUint8(zero, ZERO)
  return end
}
