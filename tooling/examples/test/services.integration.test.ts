import { useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { Example, rowsOf } from './support.ts'

const access = useBucket()

it.each(['express', 'fastify'])(
  '%s: each response has its point, also that of the request which a signal interrupts',
  async (name) => {
    const service = new Example(`${name}/server.ts`, access, { env: { PORT: '0' } })
    const [, url] = await service.printed(/listening on (\S+)\n/)
    const get = (path: string): Promise<Response> => fetch(url + path)
    for (let id = 0; id < 20; id++) expect(await (await get(`/orders/${id}`)).json()).toEqual({ id: String(id) })
    expect((await get('/nothing')).status).toBe(404)
    const slow = get('/slow')
    await get('/orders/20')
    const ended = service.end('SIGTERM')
    expect(await (await slow).text()).toBe('done')
    expect([await ended, service.errors]).toEqual([0, ''])

    const count =
      'filter(fn: (r) => r._measurement == "http_request") |> count() |> group() |> sort(columns: ["route"])'
    expect(await rowsOf(access, `|> ${count}`, ['route', 'status', '_value'])).toEqual([
      ['/orders/:id', '200', 21],
      ['/slow', '200', 1],
      ['none', '404', 1],
    ])
    await emptyBucket()
  },
)

it('with InfluxDB away, visitors do not wait, and the end says what was not written', async () => {
  const away = { ...access, url: 'http://127.0.0.1:9' }
  const service = new Example('express/server.ts', away, { env: { PORT: '0' } })
  const [, url] = await service.printed(/listening on (\S+)\n/)
  expect((await fetch(`${url}/orders/1`)).status).toBe(200)
  expect(await service.end('SIGTERM')).toBe(0)
  expect(service.errors).toContain('1 lines failed')
})

it('the collector measures by its pattern, and a signal loses no point', async () => {
  const collector = new Example('cron/collector.ts', access, { env: { CRON: '* * * * * *' } })
  await collector.printed(/measured\nmeasured\n/)
  expect([await collector.end('SIGTERM'), collector.errors]).toEqual([0, ''])
  const times = collector.output.match(/measured/g)!.length
  const count = await rowsOf(
    access,
    '|> filter(fn: (r) => r._measurement == "machine") |> count() |> group() |> sort(columns: ["_field"])',
    ['_field', '_value'],
  )
  expect(count).toEqual([
    ['load', times],
    ['memory', times],
  ])
})

async function emptyBucket(): Promise<void> {
  const { url, token, org, bucket } = access
  const body = JSON.stringify({ start: '1970-01-01T00:00:00Z', stop: '2100-01-01T00:00:00Z' })
  const headers = { authorization: `Token ${token}` }
  await fetch(`${url}/api/v2/delete?${new URLSearchParams({ org, bucket })}`, { method: 'POST', headers, body })
}
