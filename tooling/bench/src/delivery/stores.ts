import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createBucket, startInfluxd } from '@fluxline/influxd'
import type { SinkRequest } from './sink.ts'

/** The access of a client to an empty bucket. */
export interface StoreAccess {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
}

/** A server that points are written to, and that says how many it has. */
export interface Store extends AsyncDisposable {
  /** Returns access to a bucket without points. */
  empty(): Promise<StoreAccess>
  /** Returns the number of points in a bucket. */
  stored(access: StoreAccess): Promise<number>
}

/** A server that counts lines and discards them: what the clients cost, without InfluxDB's own work. */
export async function openSink(): Promise<Store> {
  const child: ChildProcess = fork(fileURLToPath(new URL('sink.ts', import.meta.url)))
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  const ask = async (request: SinkRequest): Promise<number> => {
    child.send(request)
    const [{ lines }] = (await once(child, 'message')) as [{ lines: number }]
    return lines
  }
  return {
    async empty() {
      await ask('reset')
      return { url, token: 'none', org: 'none', bucket: 'none' }
    },
    stored: () => ask('count'),
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** A real InfluxDB, which counts by a query. */
export async function openInfluxDB(): Promise<Store> {
  const server = await startInfluxd()
  const access = await server.setup()
  return {
    async empty() {
      const bucket = randomUUID()
      await createBucket(access, bucket)
      return { url: access.url, token: access.token, org: access.org, bucket }
    },
    stored: countPoints,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function countPoints({ url, token, org, bucket }: StoreAccess): Promise<number> {
  const response = await fetch(`${url}/api/v2/query?org=${encodeURIComponent(org)}`, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/vnd.flux', accept: 'application/csv' },
    body: `from(bucket: ${JSON.stringify(bucket)}) |> range(start: 0) |> filter(fn: (r) => r._field == "usage_user") |> group() |> count()`,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`InfluxDB could not count: ${response.status} ${text}`)
  const [header, first] = text.trim().split('\r\n')
  return first === undefined ? 0 : Number(first.split(',')[header!.split(',').indexOf('_value')])
}
