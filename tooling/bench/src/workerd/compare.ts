import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installEngines, openWorker, WORKERD_CONDITIONS } from '@fluxline/runtimes'
import type { Engines, Miniflare } from '@fluxline/runtimes'
import { groupsText } from '../report.ts'
import { runWorkload } from '../runner.ts'
import type { Result, Work, Workload } from '../runner.ts'
import { CHUNK, recordResponses } from '../workloads/csv.ts'
import type { Recorded } from '../workloads/csv.ts'

/** How often a request to the Worker reads a response: the request itself is not to count. */
const TIMES = 3
const PEER = 'influxdb-client-js'

/** The programs, and the least ratios to the peer of records and of columns. */
const programs = [
  { by: 'JavaScript', program: 'worker.ts', records: 1.7, columns: 1.7 },
  { by: 'WebAssembly', program: 'compiled-worker.ts', records: 4, columns: 9 },
] as const

/** Reads recorded responses in Cloudflare's runtime, alternately with the peer. Its clock stands still, so ours counts. */
export async function workerdText(isQuick: boolean): Promise<string> {
  const responses = await recordResponses()
  const engines = await installEngines()
  const results: Result[] = []
  for (const { by, program, ...targets } of programs) {
    await using worker = await startWorker(engines, program)
    for (const response of responses) {
      await load(worker, response)
      for (const form of ['records', 'columns'] as const) {
        process.stderr.write(`workerd: ${form} by ${by}, ${response.name}\n`)
        const workload = workloadOf(worker, response, form, `CSV → ${form}, by ${by}`, targets[form])
        results.push(await runWorkload(workload, isQuick ? 1 : 5))
      }
    }
  }
  return groupsText(results, '###')
}

function workloadOf(
  worker: Miniflare,
  { name, rows }: Recorded,
  form: string,
  group: string,
  target: number,
): Workload {
  const read =
    (who: string): Work =>
    async () =>
      Number(await (await worker.dispatchFetch(`http://worker/${who}/${TIMES}`)).text())
  return { group, name, target, units: rows * TIMES, ours: read(form), peers: { [PEER]: read('peer') } }
}

async function load(worker: Miniflare, { chunks }: Recorded): Promise<void> {
  await worker.dispatchFetch(`http://worker/load/${CHUNK}`, { method: 'POST', body: Buffer.concat(chunks) })
}

/** Bundles a program as Cloudflare's tools do, and starts it. */
async function startWorker(engines: Engines, program: string): Promise<Miniflare & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'fluxline-bench-'))
  const { build } = (await engines.load('esbuild')) as { readonly build: (options: object) => Promise<unknown> }
  await build({
    entryPoints: [join(import.meta.dirname, program)],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: WORKERD_CONDITIONS,
    loader: { '.wasm': 'copy' },
    logLevel: 'silent',
  })
  const worker = await openWorker(engines, folder, {})
  return Object.assign(worker, {
    async [Symbol.asyncDispose]() {
      await worker.dispose()
      await rm(folder, { recursive: true })
    },
  })
}
