import { parseRecords } from '@fluxline/flux-csv'
import { same } from './support.ts'

const csv = `#datatype,string,long,dateTime:RFC3339,double,string
#group,false,false,false,false,true
#default,_result,,,,
,result,table,_time,_value,room
,,0,2026-01-01T00:00:00.000000001Z,21.5,kitchen
`

/** Annotated CSV as records, with every nanosecond. */
export default async function fluxCsv(): Promise<void> {
  const records = []
  for await (const { time, value, values } of parseRecords([new TextEncoder().encode(csv)])) {
    records.push([time?.toISOString(), value, values['room']])
  }
  same('records', records, [['2026-01-01T00:00:00.000000001Z', 21.5, 'kitchen']])
}
