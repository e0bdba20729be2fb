import { describeLeaving } from '@fluxline/test-support'
import { InfluxDBClient } from '../src/index.ts'

const head =
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n'
const client = (url: string): InfluxDBClient => new InfluxDBClient({ url, org: 'acme' })

describeLeaving([
  {
    name: 'dataFrame.stream',
    open: (url, signal) => client(url).dataFrame.stream('x', { signal, blockRows: 1 }),
    start: { body: `${head},,0,1.5\r\n,,0,2.5\r\n`, values: 2 },
  },
  {
    name: 'query.stream',
    open: (url, signal) => client(url).query.stream('x', { signal }),
    start: { body: `${head},,0,1.5\r\n,,0,2.5\r\n`, values: 2 },
  },
])
