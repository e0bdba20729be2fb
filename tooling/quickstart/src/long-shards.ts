import type { InfluxDBClient } from '@fluxline/client'

const YEAR_SECONDS = 364 * 86_400

/**
 * Sets the shard length of a bucket to a year. The default is a week, and the first point of each week waits until its
 * shard is opened. For four years of daily weather that takes longer than writing all flights.
 *
 * @see InfluxDB documentation, "InfluxDB shards and shard groups"
 */
export async function useLongShards(client: InfluxDBClient, bucketID: string): Promise<void> {
  const rule = { type: 'expire', everySeconds: 0, shardGroupDurationSeconds: YEAR_SECONDS }
  const response = await client.request({
    method: 'PATCH',
    path: `/api/v2/buckets/${bucketID}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ retentionRules: [rule] }),
  })
  await response.text()
}
