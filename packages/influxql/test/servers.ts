import { randomUUID } from 'node:crypto'
import { createClient } from '@fluxline/core'
import type { Client, ClientOptions } from '@fluxline/core'
import { useBucket, useInfluxd1 } from '@fluxline/test-support'
import { afterAll, beforeAll } from 'vitest'
import { createInfluxQLApi } from '../src/index.ts'
import type { InfluxQLApi, InfluxQLApiOptions } from '../src/index.ts'

/** A real server, with a database for the tests of one file. */
export interface Place {
  readonly name: string
  /** As `bucket` names it in writes. */
  readonly bucket: string
  readonly database: string
  readonly client: Client
  /** How a test makes another client of the server. */
  readonly access: ClientOptions
  api(options?: InfluxQLApiOptions): InfluxQLApi
}

/** InfluxDB 1.x and 2.x. Call it at the top level of the file. */
export function usePlaces(): readonly Place[] {
  const bucket = useBucket()
  const one = useInfluxd1()
  const database = `db-${randomUUID()}`
  const places = [
    place(
      'InfluxDB 1.x',
      () => database,
      () => ({ url: one.url, token: `${one.username}:${one.password}` }),
    ),
    place(
      'InfluxDB 2.x',
      () => bucket.bucket,
      () => ({ url: bucket.url, token: bucket.token, org: bucket.org }),
    ),
  ]
  beforeAll(async () => {
    if (one.url !== undefined) await places[0]!.api().collect(`CREATE DATABASE "${database}"`)
  })
  afterAll(() => Promise.all(places.map(({ client }) => client.close())))
  return places
}

function place(name: string, database: () => string, access: () => ClientOptions): Place {
  let client: Client | undefined
  return {
    name,
    get database() {
      return database()
    },
    get bucket() {
      return database()
    },
    get access() {
      return access()
    },
    get client() {
      return (client ??= createClient(access()))
    },
    api(options = {}) {
      return createInfluxQLApi(this.client, { database: database(), ...options })
    },
  }
}
