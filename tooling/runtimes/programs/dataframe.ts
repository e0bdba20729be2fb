import { createClient, write } from '@fluxline/core'
import { createDataFrameApi, tableLines } from '@fluxline/dataframe'
import { createQueryApi } from '@fluxline/query'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** A response as an Arrow table, and the table written back. */
export default async function dataframe({ url, token, org, bucket }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const lines = Array.from({ length: 500 }, (_, at) => `frames,room=attic temp=${at / 4},n=${at}i ${1767225600 + at}`)
  await write(influx, lines, { bucket, precision: 's' })

  const frames = createDataFrameApi(createQueryApi(influx))
  const selection = `from(bucket: "${bucket}") |> range(start: 2026-01-01T00:00:00Z) |> filter(fn: (r) => r._measurement == "frames")`
  const frame = await frames.collect(selection, { pivot: true })
  const temperatures = [...(frame.getChild('temp') ?? [])] as number[]
  same('rows', frame.numRows, 500)
  same(
    'sum',
    temperatures.reduce((sum, value) => sum + value, 0),
    31187.5,
  )

  const copy = tableLines(frame, {
    measurement: 'copies',
    tagColumns: ['room'],
    fieldColumns: ['temp'],
    timeColumn: '_time',
  })
  await write(influx, copy, { bucket })
  same('copies', await countOf(influx, bucket, 'copies'), 500)
  await influx.close()
}
