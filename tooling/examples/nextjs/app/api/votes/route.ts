// A route handler of Next.js that counts votes, and says how many there are.
//
//   npm install @fluxline/core @fluxline/point @fluxline/query

import { createClient, retry, write } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { createQueryApi, flux } from '@fluxline/query'
import { after } from 'next/server'

const { INFLUX_HOST: url = 'http://localhost:8086', INFLUX_TOKEN: token, INFLUX_ORG: org } = process.env
const { INFLUX_BUCKET: bucket = 'metrics' } = process.env

const influx = createClient({ url, token, org, timeout: { total: 8_000 }, retry: retry({ maxRetries: 2 }) })
const query = createQueryApi(influx)

export async function POST(request: Request): Promise<Response> {
  const { choice } = (await request.json()) as { choice?: unknown }
  if (choice !== 'tea' && choice !== 'coffee') return Response.json({ error: 'choice: tea or coffee' }, { status: 400 })
  const vote = Point.measurement('votes').tag('choice', choice).intField('n', 1)
  // Runs when the response is sent. The platform keeps the function alive until it ends.
  after(() => write(influx, vote, { bucket }).catch((error: unknown) => console.error(error)))
  return Response.json({ choice }, { status: 202 })
}

export async function GET(): Promise<Response> {
  const [table] = await query.collect(flux`
    from(bucket: ${bucket}) |> range(start: -1d) |> filter(fn: (r) => r._measurement == "votes") |> group() |> sum()`)
  return Response.json({ votes: table?.records[0]?.value ?? 0 }, { headers: { 'cache-control': 'no-store' } })
}

// Asks InfluxDB at each request, rather than once at the build.
export const dynamic = 'force-dynamic'
