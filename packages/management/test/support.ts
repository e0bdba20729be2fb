import { randomUUID } from 'node:crypto'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { useServer } from '@fluxline/test-support'
import type { Access } from '@fluxline/test-support'
import { afterAll, beforeAll } from 'vitest'
import { createAuthorizationsApi, createOrganizationsApi } from '../src/index.ts'
import type { Permission } from '../src/index.ts'

/** A server that other tests use too, and an organization on it for the tests of one file. */
export interface Place {
  readonly access: Access
  readonly client: Client
  readonly org: string
  readonly orgID: string
  /** A client whose token may do this much. */
  only(...permissions: Permission[]): Promise<Client>
}

/** A name that no other test has. */
export function unique(name: string): string {
  return `${name}-${randomUUID()}`
}

/** Gives the tests of a file an organization of their own; called at the top level of the file. */
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
      const { token } = await createAuthorizationsApi(client).create({ permissions, everyOrg: true })
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

/** What an async iterable gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** Does something to each, ten at a time. */
export async function each<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += 10) await Promise.all(items.slice(at, at + 10).map(act))
}

/** The ID of nothing. */
export const ABSENT = '0123456789abcdef'
