import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Measured, Workload } from '../runner.ts'
import { FIRST_RECORDS } from './first-records-process.ts'

const program = join(import.meta.dirname, 'first-records-process.ts')

/** What the first records of a process cost in CPU time, before an engine has compiled much of the code. */
export function firstRecordsWorkload(): Workload {
  return {
    group: `schema record → bytes, the first ${FIRST_RECORDS} of a process`,
    name: 'literals, two-decimal floats',
    units: FIRST_RECORDS,
    ours: () => run('fluxline'),
    peers: { 'influxdb-client-js': () => run('influxdb-client-js') },
  }
}

async function run(who: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, who])
  return JSON.parse(stdout) as Measured
}
