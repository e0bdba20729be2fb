import { createClient, retry } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'

const csv =
  '#datatype,string,long,double\n#group,false,false,false\n#default,_result,,\n,result,table,_value\n,,0,1\n\n'

it('queries are retried by the policy of the client: they only read', async () => {
  let asked = 0
  await using server = await startLoopback((_, response) => {
    if (asked++ % 2 === 0) response.writeHead(503).end()
    else response.end(csv)
  })
  await using client = createClient({ url: server.url, token: 't', org: 'o', retry: retry({ retryInterval: 10 }) })
  const query = createQueryApi(client)
  await expect(query.raw('x')).resolves.toBe(csv)
  await expect(query.collect('x')).resolves.toHaveLength(1)
  const values: unknown[] = []
  for await (const record of query.stream('x')) values.push(record)
  expect(values).toHaveLength(1)
  expect(asked).toBe(6)
})

it('a query after a time-out is not: the server may still be at work', async () => {
  await using server = await startLoopback(() => {})
  await using client = createClient({ url: server.url, org: 'o', timeout: 100, retry: retry({ retryInterval: 10 }) })
  await expect(createQueryApi(client).raw('x')).rejects.toMatchObject({ code: 'FLUXLINE_TIMEOUT' })
  expect(server.requests).toHaveLength(1)
})
