import { randomUUID } from 'node:crypto'
import { createBucket, deleteBucket } from '@fluxline/influxd'
import type { Access } from '@fluxline/influxd'
import { afterAll, beforeAll, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of a run, which the global setup starts. */
    influxdb: Access
  }
}

/**
 * Creates a bucket for the tests of a file on the server of the run. Call it at the top level of the file.
 *
 * The members are set before the first test or hook runs.
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

/** Returns the server of the run, for tests that need no bucket. */
export function useServer(): Access {
  return inject('influxdb')
}
