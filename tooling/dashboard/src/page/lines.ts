import type { FluxTable } from '@fluxline/client'
import type { Metric } from './metrics.ts'

/** Lines over one axis of times, as uPlot takes them: seconds since the epoch, and a value or nothing for each. */
export interface Lines {
  readonly labels: readonly string[]
  readonly times: readonly number[]
  readonly values: readonly (readonly (number | null)[])[]
}

/** Each table of an answer is a line; they share the axis. */
export function linesOf(tables: readonly FluxTable[], { tag, fields, isCounter }: Metric): Lines {
  // What never counted anything, such as a network device that is down, is not worth a line.
  const filled = tables.filter(
    ({ records }) => records.length > 0 && !(isCounter && records.every((r) => r.value === 0)),
  )
  const times = [...new Set(filled.flatMap(({ records }) => records.map(({ time }) => time!.getTime() / 1000)))]
  times.sort((a, b) => a - b)
  const lines = filled.map(({ records }) => {
    const { field, values } = records[0]!
    const byTime = new Map(records.map(({ time, value }) => [time!.getTime() / 1000, Number(value)]))
    const label = [tag && String(values[tag]), fields.length > 1 && field].filter(Boolean).join(' ')
    return { label, values: times.map((time) => byTime.get(time) ?? null) }
  })
  lines.sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }))
  return { labels: lines.map(({ label }) => label), times, values: lines.map(({ values }) => values) }
}
