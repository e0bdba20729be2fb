import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { createQueryApi } from '../src/index.ts'
import type { QueryApi } from '../src/index.ts'

export type Responder = Parameters<typeof startLoopback>[0]

/** A response of one row, without the empty line at its end. */
export const good =
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n,,0,1.5\r\n'

/** Runs a test against a server that responds in a certain way. */
export async function responding(
  respond: Responder,
  use: (query: QueryApi, requests: readonly unknown[]) => Promise<void>,
): Promise<void> {
  await using loopback = await startLoopback(respond)
  await using client = createClient({ url: loopback.url, org: 'acme', timeout: 5_000 })
  await use(createQueryApi(client), loopback.requests)
}

/** Every way to read a response, with what came before the end or the error. */
export const ways: [string, (query: QueryApi) => { got: unknown[]; ended: Promise<void> }][] = [
  ['stream', (query) => follow(query.stream('x'))],
  ['csv', (query) => follow(query.csv('x'))],
  ['streamBatches', (query) => follow(query.streamBatches('x'))],
  ['observable', (query) => follow(query.observable('x'))],
  ['rows', (query) => follow(query.rows('x', { name: 'm', definition: { fields: {} } }))],
  ['collect', (query) => ({ got: [], ended: query.collect('x').then(() => {}) })],
]

function follow(values: AsyncIterable<unknown>): { got: unknown[]; ended: Promise<void> } {
  const got: unknown[] = []
  const ended = (async () => {
    for await (const value of values) got.push(value)
  })()
  return { got, ended }
}
