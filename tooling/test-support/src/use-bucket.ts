import { randomUUID } from 'node:crypto'
import { createBucket, deleteBucket } from '@fluxline/influxd'
import type { Access } from '@fluxline/influxd'
import { afterAll, beforeAll, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one server of a run, which the global set-up starts. */
    influxdb: Access
  }
}

/**
 * Gives the tests of a file a bucket of their own on the server of the run; called at the top level of the file.
 *
 * The members are there once the first test or hook runs.
 */
export function useBucket(): Access {
  const access = { ...inject('influxdb') }
  const bucket = `test-${randomUUID()}`
  beforeAll(async () => {
    Object.assign(access, { bucket, bucketID: await createBucket(access, bucket) })
  })
  afterAll(() => deleteBucket(access, access.bucketID))
  return access
}

/** The server of the run, for tests that need no bucket. */
export function useServer(): Access {
  return inject('influxdb')
}
