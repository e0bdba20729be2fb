import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createClient, write } from '@fluxline/core'
import { createBucketsApi } from '@fluxline/management'
import { createQueryApi } from '@fluxline/query'
import { InfluxDB } from '@influxdata/influxdb-client'
import { Agent, request } from 'undici'
import type { Measured, Work, Workload } from '../runner.ts'

const CALLS = 1000
const ID = '0123456789abcdef'

/** Starts a server in another process that responds to a query with one row; returns its address. */
export async function startSink(scope: AsyncDisposableStack): Promise<string> {
  const child = fork(join(import.meta.dirname, '..', 'delivery', 'small-sink.ts'))
  scope.defer(() => void child.kill())
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return url
}

/** Calls with one row or one point, one after the other: the median and the 99th percentile of a call. */
export async function smallCallWorkloads(scope: AsyncDisposableStack): Promise<Workload[]> {
  const url = await startSink(scope)
  const client = scope.use(createClient({ url, token: 't', org: 'o' }))
  const query = createQueryApi(client)
  const buckets = createBucketsApi(client)
  const peer = new InfluxDB({ url, token: 't' })
  const peerQuery = peer.getQueryApi('o')
  const peerWriter = peer.getWriteApi('o', 'b', 'ns', { flushInterval: 0 })
  const dispatcher = new Agent()
  scope.defer(() => dispatcher.destroy())
  const bare =
    (method: 'GET' | 'POST', path: string, body: string | null = null) =>
    async (): Promise<unknown> => {
      const response = await request(url + path, { dispatcher, method, body, headers: { authorization: 'Token t' } })
      return response.body.text()
    }
  const bareQuery = bare('POST', '/api/v2/query?org=o', '{"query":"x"}')
  const peerRows = (): Promise<unknown> => peerQuery.collectRows('x')

  const calls: Readonly<Record<string, readonly [ours: Call, undici: Call, peer?: Call]>> = {
    'collect one row': [() => query.collect('x'), bareQuery, peerRows],
    'stream one row': [
      async () => {
        for await (const record of query.stream('x')) if (record === undefined) throw new Error('It has no row.')
      },
      bareQuery,
      peerRows,
    ],
    'write one point': [
      () => write(client, 'm f=1 1', { bucket: 'b' }),
      bare('POST', '/api/v2/write?org=o&bucket=b', 'm f=1 1'),
      () => {
        peerWriter.writeRecord('m f=1 1')
        return peerWriter.flush()
      },
    ],
    'buckets.find': [() => buckets.find(ID), bare('GET', `/api/v2/buckets/${ID}`)],
  }
  const timed = Object.entries(calls).map(([name, [ours, undici, peerCall]]) => ({
    name,
    ours: new TimedCall(ours),
    peers: { undici: new TimedCall(undici), ...(peerCall && { 'influxdb-client-js': new TimedCall(peerCall) }) },
  }))
  const workloads = (percent: number, pick: (call: TimedCall) => Work): Workload[] =>
    timed.map(({ name, ours, peers }) => ({
      group: `small calls, p${percent}`,
      name,
      // At most 1.5 times as long as undici alone.
      target: 0.67,
      units: CALLS,
      ours: pick(ours),
      peers: Object.fromEntries(Object.entries(peers).map(([peer, call]) => [peer, pick(call)])),
    }))
  return [
    ...workloads(50, (call) => () => call.time(50)),
    // Of the same calls.
    ...workloads(99, (call) => () => call.sameTurn(99)),
  ]
}

type Call = () => Promise<unknown>

/** Times turns of calls, and tells percentiles of each turn. */
class TimedCall {
  readonly #call: Call
  readonly #turns: number[][] = []
  #read = 0

  constructor(call: Call) {
    this.#call = call
  }

  /** Makes the calls of a turn, and returns what all would take if each took as long as this percentile. */
  async time(percent: number): Promise<Measured> {
    const times: number[] = []
    for (let n = 0; n < CALLS; n++) {
      const startMs = performance.now()
      await this.#call()
      times.push(performance.now() - startMs)
    }
    this.#turns.push(times.toSorted((one, other) => one - other))
    return at(this.#turns.at(-1)!, percent)
  }

  /** Returns another percentile of the turns that were timed, one after the other. */
  sameTurn(percent: number): Promise<Measured> {
    return Promise.resolve(at(this.#turns[this.#read++]!, percent))
  }
}

function at(sorted: readonly number[], percent: number): Measured {
  return { units: CALLS, seconds: sorted[Math.floor((CALLS * percent) / 100)]! * (CALLS / 1000) }
}
