import type { InfluxQLRecord } from '../model/influxql-record.ts'
import { InfluxQLSeries, InfluxQLSeriesList } from '../model/influxql-series.ts'
import type { OpenResponse } from './open-records.ts'
import type { SeriesMeta } from '../model/series-meta.ts'

type AnyRecord = InfluxQLRecord<unknown, unknown>

/** Reads a response to its end. */
export async function collectSeries({
  body,
  reader,
}: OpenResponse<AnyRecord[]>): Promise<InfluxQLSeriesList<unknown, unknown>> {
  const list = new InfluxQLSeriesList<unknown, unknown>()
  let meta: SeriesMeta | undefined
  const take = (): void => {
    for (let batch = reader.nextBatch(); batch !== undefined; batch = reader.nextBatch()) {
      for (const record of batch) {
        if (record.meta !== meta) list.push(new InfluxQLSeries<unknown, unknown>(record.meta))
        meta = record.meta
        list.at(-1)!.records.push(record)
      }
    }
  }
  for await (const chunk of body) {
    reader.push(chunk)
    take()
  }
  reader.endInput()
  take()
  return list
}
