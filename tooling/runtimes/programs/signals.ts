import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import type { Access } from './support.ts'

/** Many queries with one signal: it keeps nothing of them. Runs on Node with `--expose-gc`. */
export default async function signals({ url, token, org }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const query = createQueryApi(influx)
  const { signal } = new AbortController()
  const heap: number[] = []
  for (let round = 0; round <= 4; round++) {
    for (let call = 0; call < 20_000; call++) query.stream('x', { signal })
    globalThis.gc!()
    heap.push(process.memoryUsage().heapUsed)
  }
  const grown = Math.max(...heap) - heap[0]!
  if (grown >= 1024 * 1024) throw new Error(`80 000 queries with one signal keep ${grown} bytes of the heap.`)
  await influx.close()
}
