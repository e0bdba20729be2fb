import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const ROW = [
  '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string',
  '#group,false,false,true,true,false,false,true,true',
  '#default,_result,,,,,,,',
  ',result,table,_start,_stop,_time,_value,_field,_measurement',
  ',,0,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,2026-01-01T12:00:00Z,1.5,f,m',
  '',
  '',
].join('\r\n')
const BUCKET = '{"id":"0123456789abcdef","name":"b","retentionRules":[]}'

// A server in its own process that takes no time: one row for a query, one bucket, and nothing for a write.
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const { url = '' } = request
    if (url.startsWith('/api/v2/write')) response.writeHead(204).end()
    else if (url.startsWith('/api/v2/query')) response.writeHead(200, { 'content-type': 'text/csv' }).end(ROW)
    else response.writeHead(200, { 'content-type': 'application/json' }).end(BUCKET)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
process.on('disconnect', () => process.exit())
