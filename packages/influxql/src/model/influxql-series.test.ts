import { expect, it } from 'vitest'
import { InfluxQLRecord } from './influxql-record.ts'
import { InfluxQLSeries, InfluxQLSeriesList } from './influxql-series.ts'

it('has null for a column that a series does not have, whatever its name', () => {
  const meta = { statement: 0, name: 'm', tags: {}, columns: ['time', '__proto__'], timeColumn: 'time' }
  const series = new InfluxQLSeries<number>(meta)
  series.records.push(new InfluxQLRecord<number>(meta, [1, 'a']))
  const columns = ['time', '__proto__', 'constructor', 'toString', 'other']
  expect(new InfluxQLSeriesList([series]).toValues(columns)).toEqual([[1, 'a', null, null, null]])
})
