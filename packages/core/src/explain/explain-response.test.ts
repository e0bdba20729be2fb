import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { NotOnThisServerError } from '../errors.ts'
import { write } from '../write/write.ts'

it("says of a write with `server: '3'` that the server is InfluxDB 2.x", async () => {
  await using loopback = await startLoopback((_, response) => {
    response.writeHead(404, { 'x-influxdb-version': 'v2.7.12' }).end('no assets included in binary')
  })
  await using client = createClient({ url: loopback.url, token: 'x', server: '3' })
  const error = await write(client, 'a b=1', { bucket: 'metrics' }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(NotOnThisServerError)
  expect(String(error)).toMatch(/This is InfluxDB v2\.7\.12, and only InfluxDB 3 has this path: .* `server`$/)
})
