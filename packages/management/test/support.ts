import { randomUUID } from 'node:crypto'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { useServer } from '@fluxline/test-support'
import type { Access } from '@fluxline/test-support'
import { afterAll, beforeAll } from 'vitest'
import { createAuthorizationsApi, createOrganizationsApi } from '../src/index.ts'
import type { Permission } from '../src/index.ts'

/** A server that other tests also use, and an organization on it for the tests of one file. */
export interface Place {
  readonly access: Access
  readonly client: Client
  readonly org: string
  readonly orgID: string
  /** Returns a client whose token has these permissions and no others. */
  only(...permissions: Permission[]): Promise<Client>
}

/** Returns a name that no other test has. */
export function unique(name: string): string {
  return `${name}-${randomUUID()}`
}

/** Creates an organization for the tests of a file; called at the top level of the file. */
export function useOrg(access: Access = useServer()): Place {
  const org = unique('org')
  const clients: Client[] = []
  const open = (token: string): Client => {
    const client = createClient({ url: access.url, token, org })
    clients.push(client)
    return client
  }
  const client = open(access.token)
  const place = {
    access,
    client,
    org,
    orgID: '',
    async only(...permissions: Permission[]) {
      const { token } = await createAuthorizationsApi(client).create({ permissions, allOrgs: true })
      return open(token)
    },
  }
  beforeAll(async () => {
    place.orgID = (await createOrganizationsApi(client).create({ name: org })).id
  })
  afterAll(async () => {
    await createOrganizationsApi(client).delete(place.orgID)
    await Promise.all(clients.map((opened) => opened.close()))
  })
  return place
}

/** Returns what an async iterable yields. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** Calls a function for each item, ten at a time. */
export async function each<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += 10) await Promise.all(items.slice(at, at + 10).map(act))
}

/** An ID that does not exist. */
export const ABSENT = '0123456789abcdef'

/** The response of a script, as in the contract's example: labels, and no annotations. */
export const scriptResponse = `,result,table,_start,_stop,_time,_value,_field,_measurement,host\r
,_result,0,2019-10-30T01:28:02.52716421Z,2022-07-26T01:28:02.52716421Z,2020-01-01T00:00:00Z,72.01,used_percent,mem,host2\r
,_result,0,2019-10-30T01:28:02.52716421Z,2022-07-26T01:28:02.52716421Z,2020-01-01T00:00:10Z,73,used_percent,mem,host2\r
\r
`
