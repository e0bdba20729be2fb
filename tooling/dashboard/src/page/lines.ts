import type { FluxTable } from '@fluxline/client'
import type { Metric } from './metrics.ts'

/** Lines over a shared time axis, as uPlot expects them: seconds since the epoch, and a value or `null` for each. */
export interface Lines {
  readonly labels: readonly string[]
  readonly times: readonly number[]
  readonly values: readonly (readonly (number | null)[])[]
}

/** Converts each table of a response to a line. All lines share the time axis. */
export function linesOf(tables: readonly FluxTable[], { tag, fields, isCounter }: Metric): Lines {
  // Leaves out counters that stayed at zero, such as a network device that is down.
  const filled = tables.filter(
    ({ records }) => records.length > 0 && !(isCounter && records.every((r) => r.value === 0)),
  )
  const times = [...new Set(filled.flatMap(({ records }) => records.map(({ time }) => time!.getTime() / 1000)))]
  times.sort((a, b) => a - b)
  const lines = filled.map(({ records }) => {
    const { field, values } = records[0]!
    const byTime = new Map(records.map(({ time, value }) => [time!.getTime() / 1000, Number(value)]))
    const label = [tag && nameOf(tag, String(values[tag])), fields.length > 1 && field].filter(Boolean).join(' ')
    return { label, values: times.map((time) => byTime.get(time) ?? null) }
  })
  lines.sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }))
  return { labels: lines.map(({ label }) => label), times, values: lines.map(({ values }) => values) }
}

/** A core is a number alone; a device has a name. */
function nameOf(tag: string, value: string): string {
  return /^\d+$/.test(value) ? `${tag} ${value}` : value
}
