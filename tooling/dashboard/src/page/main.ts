import { InfluxDBClient, isHttpError } from '@fluxline/client'
import { askForAccess, findAccess } from './access.ts'
import type { PageAccess } from './access.ts'
import { Chart } from './chart.ts'
import { linesOf } from './lines.ts'
import { metrics, queryOf, ranges } from './metrics.ts'

const REFRESH_MS = 2000

const form = find('access') as HTMLFormElement
const charts = metrics.map((metric) => ({ metric, chart: new Chart(metric) }))
find('charts').append(...charts.map(({ chart }) => chart.element))

let range = ranges[1]!
let rounds = new AbortController()

const buttons = ranges.map((each) => {
  const button = document.createElement('button')
  button.textContent = each.label
  button.addEventListener('click', () => {
    range = each
    markRange()
    // Requests in flight are for the previous range.
    rounds.abort()
  })
  return button
})
find('ranges').append(...buttons)
markRange()

for (let access = await findAccess(form); ; access = await askForAccess(form)) await follow(access)

/** Redraws the charts until InfluxDB rejects the access. */
async function follow({ url, token, org, bucket }: PageAccess): Promise<void> {
  await using client = new InfluxDBClient({ url, token, org })
  for (;;) {
    rounds = new AbortController()
    const { signal } = rounds
    try {
      const responses = metrics.map((metric) => client.query.collect(queryOf(metric, bucket, range), { signal }))
      for (const [at, tables] of (await Promise.all(responses)).entries()) {
        charts[at]!.chart.show(linesOf(tables, metrics[at]!), range.length)
      }
      say(`as of ${new Date().toLocaleTimeString()}`)
    } catch (error) {
      if (signal.aborted) continue
      say('', error)
      if (isHttpError(error) && (error.status === 401 || error.status === 404)) return
    }
    await pause(REFRESH_MS, signal)
  }
}

function say(status: string, error?: unknown): void {
  find('status').textContent = status
  const alarm = find('error')
  alarm.hidden = error === undefined
  if (error !== undefined) alarm.textContent = error instanceof Error ? error.message : 'Something went wrong.'
}

function markRange(): void {
  for (const [at, button] of buttons.entries()) button.setAttribute('aria-pressed', String(ranges[at] === range))
}

/** Resolves after `ms`, or when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function find(id: string): HTMLElement {
  return document.getElementById(id)!
}
