/** What `pnpm bench` stores, as far as the chart needs it. */
export interface Results {
  readonly about: Readonly<Record<string, string>>
  readonly results: readonly {
    readonly group: string
    /** By peer: its time divided by that of fluxline. */
    readonly ratios: Readonly<Record<string, { readonly median: number }>>
  }[]
}

/** A bar: how many times as fast as the peer, over the workloads of a group. */
export interface Bar {
  readonly label: string
  readonly lowest: number
  readonly median: number
  readonly highest: number
}

const PEER = 'influxdb-client-js'

/** The groups of the chart, in the words of people who have not read the code. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['Point → bytes', 'Points to line protocol'],
  ['schema record → bytes', 'Records with a schema to line protocol'],
  ['CSV → records', 'Query response to records'],
  ['CSV → columns', 'Query response to typed columns'],
  ['CSV → Arrow', 'Query response to an Arrow table'],
  ['query → Arrow, end to end', 'The same with the server’s own time'],
])

/**
 * The bars of the chart.
 * @throws Error if the results have no such group
 */
export function speedBars({ results }: Results): readonly Bar[] {
  return [...LABELS].map(([group, label]) => {
    const ratios = results
      .filter((result) => result.group === group)
      .flatMap(({ ratios }) => ratios[PEER]?.median ?? [])
      .toSorted((a, b) => a - b)
    if (ratios.length === 0)
      throw new Error(`The results have no group "${group}" with ${PEER}; see LABELS in speed.ts.`)
    return { label, lowest: ratios[0]!, median: medianOf(ratios), highest: ratios.at(-1)! }
  })
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
