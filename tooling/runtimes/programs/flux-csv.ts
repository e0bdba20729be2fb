import { parseColumns, parseRecords } from '@fluxline/flux-csv'
import { same } from './support.ts'

const csv = `#datatype,string,long,dateTime:RFC3339,double,string
#group,false,false,false,false,true
#default,_result,,,,
,result,table,_time,_value,room
,,0,2026-01-01T00:00:00.000000001Z,21.5,kitchen
,,0,2026-01-01T00:01:00Z,0.30000000000000004,kitchen
,,1,2026-01-01T00:00:00Z,1e21,"attic ""A"""
`
const bytes = new TextEncoder().encode(csv)

/** Annotated CSV as records and columns, exact to the nanosecond and digit, with or without WebAssembly. */
export default async function fluxCsv(): Promise<void> {
  const records: unknown[] = []
  const instances = await countInstances(async () => {
    for await (const { time, value, values } of parseRecords([bytes]))
      records.push([time?.toISOString(), value, values['room']])
  })
  // Workers only run deployed code: the module must be one of their files.
  const isDeployed = 'rowsAreDeployed' in globalThis || globalThis.navigator?.userAgent !== 'Cloudflare-Workers'
  same('instances of WebAssembly', instances, isDeployed ? 1 : 0)
  same('records', records, [
    ['2026-01-01T00:00:00.000000001Z', 21.5, 'kitchen'],
    ['2026-01-01T00:01:00.000Z', 0.30000000000000004, 'kitchen'],
    ['2026-01-01T00:00:00.000Z', 1e21, 'attic "A"'],
  ])
  for await (const { columns } of parseColumns([bytes])) {
    const values = columns.map((column) => (column.kind === 'float64' ? Array.from(column.values) : column.kind))
    same('columns', values, ['dictionary', 'int64', 'timestamp', [21.5, 0.30000000000000004, 1e21], 'dictionary'])
  }
}

/** Exists everywhere, but only browsers' types declare it. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { Instance: new (...args: unknown[]) => object } }

async function countInstances(work: () => Promise<void>): Promise<number> {
  const { Instance } = WebAssembly
  let count = 0
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, args: unknown[]) => {
      count++
      return new target(...args)
    },
  })
  try {
    await work()
  } finally {
    WebAssembly.Instance = Instance
  }
  return count
}
