import { flux, fluxDuration } from '@fluxline/client'
import type { Query } from '@fluxline/client'

/** A chart: what it queries, and the unit of its values. */
export interface Metric {
  readonly title: string
  readonly measurement: string
  readonly fields: readonly string[]
  /** Tag with a separate line for each value. */
  readonly tag?: string
  /** Shown as the growth per second. */
  readonly isCounter?: boolean
  readonly unit: 'percent' | 'bytes' | 'bytes/s' | 'none'
}

export const metrics: readonly Metric[] = [
  { title: 'Processor, by core', measurement: 'cpu', fields: ['user'], tag: 'core', unit: 'percent' },
  { title: 'Memory', measurement: 'memory', fields: ['used', 'total'], unit: 'bytes' },
  { title: 'Load', measurement: 'load', fields: ['one', 'five', 'fifteen'], unit: 'none' },
  {
    title: 'Network',
    measurement: 'network',
    fields: ['received', 'sent'],
    tag: 'device',
    isCounter: true,
    unit: 'bytes/s',
  },
]

/** Time range of the charts, and the length of a step, in seconds. */
export interface Range {
  readonly label: string
  readonly length: number
  readonly step: number
}

export const ranges: readonly Range[] = [
  { label: '1 min', length: 60, step: 1 },
  { label: '5 min', length: 300, step: 2 },
  { label: '15 min', length: 900, step: 5 },
  { label: '1 h', length: 3600, step: 20 },
]

/** Returns a query for the mean of a metric in each step of a range. */
export function queryOf(metric: Metric, bucket: string, { length, step }: Range): Query {
  const growth = metric.isCounter ? flux`|> derivative(unit: 1s, nonNegative: true)` : flux``
  return flux`
    from(bucket: ${bucket})
      |> range(start: ${fluxDuration(`-${length}s`)})
      |> filter(fn: (r) => r._measurement == ${metric.measurement})
      |> filter(fn: (r) => contains(value: r._field, set: ${[...metric.fields]}))
      ${growth}
      |> aggregateWindow(every: ${fluxDuration(`${step}s`)}, fn: mean, createEmpty: false)
      |> keep(columns: ${['_time', '_value', '_field', ...(metric.tag ? [metric.tag] : [])]})`
}

/** Formats a value for people. */
export function textOf(value: number, unit: Metric['unit']): string {
  if (unit === 'none') return value.toFixed(2)
  if (unit === 'percent') return `${value.toFixed(0)} %`
  const power = Math.min(4, Math.floor(Math.log2(Math.max(1, value)) / 10))
  const scaled = value / 2 ** (10 * power)
  const bytes = `${scaled.toFixed(scaled < 10 && power > 0 ? 1 : 0)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`
  return unit === 'bytes' ? bytes : `${bytes}/s`
}
