import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Workload } from '../runner.ts'
import { startSink } from './small-calls.ts'

const folder = join(import.meta.dirname, '..', '..')

/** Whole processes of Node: those that import a package, and those that write one point and end. */
export async function coldStartWorkloads(scope: AsyncDisposableStack): Promise<Workload[]> {
  const url = await startSink(scope)
  const peerImport = "const { InfluxDB } = await import('@influxdata/influxdb-client')\n"
  const peerWrite = `${peerImport}const writer = new InfluxDB({ url: '${url}', token: 't' }).getWriteApi('o', 'b')
    writer.writeRecord('m f=1 1')
    await writer.close()`
  const writeWith = (entry: string): string => `const { createClient, write } = await import('${entry}')
    const client = createClient({ url: '${url}', token: 't', org: 'o' })
    await write(client, 'm f=1 1', { bucket: 'b' })
    await client.close()`
  const cases: [name: string, target: number, program: string, peer: string][] = [
    ['import core', 1, "await import('@fluxline/core')", peerImport],
    ['import client', 0.67, "await import('@fluxline/client')", peerImport],
    ['first point, core', 0.67, writeWith('@fluxline/core'), peerWrite],
    ['first point, core/fetch', 0.83, writeWith('@fluxline/core/fetch'), peerWrite],
  ]
  return cases.map(([name, target, program, peer]) => ({
    group: 'cold start',
    name,
    target,
    units: 1,
    ours: () => run(program),
    peers: { 'influxdb-client-js': () => run(peer) },
  }))
}

async function run(program: string): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0 ? 1 : 0
}
