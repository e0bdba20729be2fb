import type { Result } from './runner.ts'
import { summarize } from './stats.ts'
import type { Summary } from './stats.ts'

/** Target ratios of a group against the first peer: the median of its workloads, and the worst of them. */
const targets: Readonly<Record<string, readonly [median: number, worst: number]>> = {
  'Point → bytes': [5, 3],
  'schema record → bytes': [10, 5],
  'CSV → records': [5, 3],
  'CSV → records, one by one': [5, 3],
  'CSV → columns': [12, 8],
}

/** Everything that a run has measured, as `results/latest.json` stores it. */
export interface SideBySide {
  readonly about: Readonly<Record<string, string>>
  readonly results: readonly Result[]
}

/** Formats the results as a document: a table for each group, and a comparison with its target. */
export function markdown({ about, results }: SideBySide): string {
  const head = [
    '# Side by side',
    '',
    "fluxline and its peers alternate on the same work in one run. A ratio is the peer's time divided by fluxline's time: the",
    'median of all turns, with the quartiles in brackets. Rates are thousands per second on one machine; compare only ratios.',
    '',
    ...Object.entries(about).map(([name, value]) => `- ${name}: ${value}`),
  ]
  return `${head.join('\n')}\n${groupsText(results, '##')}\n`
}

/** Formats a table for each group, with its name as a heading. */
export function groupsText(results: readonly Result[], heading: '##' | '###'): string {
  const groups = Map.groupBy(results, ({ group }) => group)
  return [...groups].flatMap(([group, members]) => groupLines(`${heading} ${group}`, group, members)).join('\n')
}

function groupLines(title: string, group: string, results: readonly Result[]): string[] {
  // A peer may lack some of the work.
  const peers = [...new Set(results.flatMap(({ ratios }) => Object.keys(ratios)))]
  const heading = ['', 'fluxline k/s', ...peers.flatMap((peer) => [`${peer} k/s`, 'ratio'])]
  const hasTargets = results.some(({ target }) => target !== undefined)
  if (hasTargets) heading.push('target')
  const rows = results.map(({ name, target, rates, ratios }) => [
    name,
    thousands(rates['fluxline']),
    ...peers.flatMap((peer) => [thousands(rates[peer]), ratioText(ratios[peer])]),
    ...(hasTargets ? [`${target}×`] : []),
  ])
  return [
    '',
    title,
    '',
    row(heading),
    row(heading.map(() => '---')),
    ...rows.map(row),
    '',
    verdict(group, results, peers[0]!),
  ]
}

function verdict(group: string, results: readonly Result[], peer: string): string {
  const ratios = results.map((result) => result.ratios[peer]!)
  const { median, lowest } = summarize(ratios.map((ratio) => ratio.median))
  const turn = Math.min(...ratios.map((ratio) => ratio.lowest))
  const target = targets[group]
  const aim = target ? ` The targets are ${target[0]}× and ${target[1]}×.` : ''
  return `Against ${peer}: ${median.toFixed(1)}× is the median of the workloads, ${lowest.toFixed(1)}× the lowest, ${turn.toFixed(1)}× the lowest single turn.${aim}`
}

function ratioText(ratio: Summary | undefined): string {
  if (!ratio) return '–'
  const { median, lower, upper } = ratio
  const digits = median < 2 ? 2 : 1
  return `**${median.toFixed(digits)}×** (${lower.toFixed(digits)} to ${upper.toFixed(digits)})`
}

function thousands(summary: Summary | undefined): string {
  if (!summary) return '–'
  const rate = summary.median / 1000
  return rate < 10 ? rate.toFixed(2) : String(Math.round(rate))
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
