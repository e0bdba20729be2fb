import { permissions } from '@fluxline/client'
import type { InfluxDBClient } from '@fluxline/client'

/** Returns a new token that can only read one bucket: everyone who sees the page has it. */
export async function readerToken(client: InfluxDBClient, bucketName: string): Promise<string> {
  const bucket = await client.buckets.findByName(bucketName)
  if (!bucket) throw new Error(`Bucket ${bucketName} does not exist.`)
  const description = 'reads the bucket of the dashboard'
  const { token } = await client.authorizations.create({ description, permissions: [permissions.read.bucket(bucket)] })
  return token
}
