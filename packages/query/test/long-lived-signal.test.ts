import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Client } from '@fluxline/core'
import { expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import type { QueryApi } from '../src/index.ts'
import { all } from './all.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const chunk = new TextEncoder().encode(
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n,,0,1.5\r\n\r\n',
)

/** A client whose responses have one row; the requests follow the signal, as those of a real one do. */
const client = { url: 'http://localhost', org: 'acme', request } as unknown as Client

async function request({ signal }: { readonly signal?: AbortSignal }): Promise<unknown> {
  signal?.throwIfAborted()
  return { headers: new Headers(), body: rowOnce() }
}

async function* rowOnce(): AsyncGenerator<Uint8Array> {
  yield chunk
}

/** Returns by how many bytes the heap has grown after each of four rounds of calls, compared to a first round. */
async function growth(callsOfRound: number, call: () => unknown): Promise<number[]> {
  const heap: number[] = []
  for (let round = 0; round <= 4; round++) {
    for (let index = 0; index < callsOfRound; index++) await call()
    collectGarbage()
    heap.push(process.memoryUsage().heapUsed)
  }
  return heap.slice(1).map((bytes) => bytes - heap[0]!)
}

const MAX_GROWTH = 1024 * 1024

it.each<[number, string, (query: QueryApi, signal: AbortSignal) => unknown]>([
  [20_000, 'calls that are not read', (query, signal) => query.stream('x', { signal })],
  [20_000, 'observables', (query, signal) => query.observable('x', { signal })],
  [5_000, 'calls that are read to the end', (query, signal) => all(query.stream('x', { signal }))],
  [
    5_000,
    'calls that are left',
    async (query, signal) => {
      for await (const record of query.stream('x', { signal })) if (record.value === 1.5) break
    },
  ],
  [
    5_000,
    'subscriptions',
    (query, signal) =>
      new Promise<void>((resolve) => {
        query.observable('x', { signal }).subscribe({ complete: resolve })
      }),
  ],
])('a long-lived signal keeps nothing of four times %i %s', { timeout: 60_000 }, async (calls, _, call) => {
  const query = createQueryApi(client)
  const { signal } = new AbortController()
  const bytes = await growth(calls, () => call(query, signal))
  expect(Math.max(...bytes)).toBeLessThan(MAX_GROWTH)
})
