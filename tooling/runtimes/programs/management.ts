import { createClient, isHttpError, write } from '@fluxline/core'
import { createBucketsApi, createTasksApi, deleteData, eq } from '@fluxline/management'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** Creates and deletes a bucket and a task, and deletes points. */
export default async function management({ url, token, org, bucket }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const buckets = createBucketsApi(influx)
  const cold = await buckets.create({
    name: `${bucket}-cold`,
    retentionRules: [{ type: 'expire', everySeconds: 86_400 }],
  })
  same('created', [cold.name, cold.createdAt instanceof Date], [`${bucket}-cold`, true])
  const tasks = createTasksApi(influx)
  const flux = `from(bucket: "${bucket}") |> range(start: -1h) |> to(bucket: "${cold.name}")`
  const task = await tasks.createEvery({ name: 'copy', every: '1h', flux })
  same('every', (await tasks.find(task)).every, '1h')
  await tasks.delete(task)
  await buckets.delete(cold)
  const error = await buckets.find(cold.id).catch((error: unknown) => error)
  same('gone', isHttpError(error) && error.status, 404)

  await write(influx, ['management,room=attic n=1 1767225600', 'management,room=cellar n=2 1767225600'], {
    bucket,
    precision: 's',
  })
  const [start, stop] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')]
  await deleteData(influx, { bucket, start, stop, predicate: eq('room', 'attic') })
  same('left', await countOf(influx, bucket, 'management'), 1)
  await influx.close()
}
