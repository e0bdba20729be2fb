import { ForeignWork } from './peers/foreign-work.ts'
import type { Workload } from './runner.ts'
import { coldStartWorkloads } from './workloads/cold-start.ts'
import { csvWorkloads } from './workloads/csv.ts'
import { firstRecordsWorkload } from './workloads/first-records.ts'
import { frameWorkloads } from './workloads/frames.ts'
import { influxqlWorkloads } from './workloads/influxql.ts'
import { queryWorkloads } from './workloads/queries.ts'
import { recordFormWorkloads } from './workloads/record-forms.ts'
import { shapeWorkloads } from './workloads/shapes.ts'
import { smallCallWorkloads } from './workloads/small-calls.ts'
import { sqlWorkloads } from './workloads/sql.ts'
import { writeWorkloads } from './workloads/write.ts'

/** The workloads of a part. What they need ends with their scope. */
export interface Part {
  readonly workloads: readonly Workload[]
  /** Why a peer in another language is missing, by its name. */
  readonly missing?: Readonly<Record<string, string>>
}

export type PartName =
  | 'shapes'
  | 'write'
  | 'csv'
  | 'frames'
  | 'queries'
  | 'influxql'
  | 'sql'
  | 'small-calls'
  | 'cold-start'

/** The parts of the comparison, in the order of the report. */
export const parts: Readonly<Record<PartName, (scope: AsyncDisposableStack) => Part | Promise<Part>>> = {
  shapes: () => ({ workloads: shapeWorkloads() }),
  write: (scope) =>
    withForeign(scope, async (foreign) => [
      ...(await writeWorkloads(foreign)),
      ...recordFormWorkloads(),
      firstRecordsWorkload(),
    ]),
  csv: (scope) => withForeign(scope, csvWorkloads),
  frames: (scope) => withForeign(scope, (foreign) => frameWorkloads(scope, foreign)),
  queries: async (scope) => ({ workloads: await queryWorkloads(scope) }),
  influxql: async (scope) => ({ workloads: await influxqlWorkloads(scope) }),
  sql: () => ({ workloads: sqlWorkloads() }),
  'small-calls': async (scope) => ({ workloads: await smallCallWorkloads(scope) }),
  'cold-start': async (scope) => ({ workloads: await coldStartWorkloads(scope) }),
}

export const partNames: readonly PartName[] = Object.keys(parts) as PartName[]

async function withForeign(
  scope: AsyncDisposableStack,
  make: (foreign: ForeignWork) => Promise<Workload[]>,
): Promise<Part> {
  const foreign = scope.use(await ForeignWork.start())
  return { workloads: await make(foreign), missing: foreign.missing }
}
