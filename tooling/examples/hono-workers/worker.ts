// A Hono application on Cloudflare Workers that measures its requests. A visitor never waits for InfluxDB.
//
//   npm install hono @fluxline/core @fluxline/point
//   npx wrangler secret put INFLUX_TOKEN; npx wrangler deploy

import { createClient, retry, write } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { Hono } from 'hono'

interface Bindings {
  readonly INFLUX_HOST: string
  readonly INFLUX_TOKEN: string
  readonly INFLUX_ORG: string
  readonly INFLUX_BUCKET: string
}

const app = new Hono<{ Bindings: Bindings }>()

app.use(async (context, next) => {
  const started = Date.now()
  await next()
  const point = Point.measurement('http_request')
    .tag('method', context.req.method)
    .tag('status', String(context.res.status))
    .floatField('ms', Date.now() - started)
    .time(new Date())
  // The response goes out now. The Worker lives until this promise ends, but at most 30 seconds.
  context.executionCtx.waitUntil(store(context.env, point))
})

app.get('/orders/:id', (context) => context.json({ id: context.req.param('id') }))

async function store(env: Bindings, point: Point): Promise<void> {
  const influx = createClient({
    url: env.INFLUX_HOST,
    token: env.INFLUX_TOKEN,
    org: env.INFLUX_ORG,
    timeout: { total: 8_000 },
    // The point has a time, so sending it again makes no second point.
    retry: retry({ maxRetries: 2 }),
  })
  await write(influx, point, { bucket: env.INFLUX_BUCKET, precision: 'ms' }).catch((error: unknown) =>
    console.error(error),
  )
}

export default app
