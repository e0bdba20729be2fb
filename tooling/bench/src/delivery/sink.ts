import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGunzip } from 'node:zlib'

const NEWLINE = 10

/** What a sink understands: forget the lines counted so far, or say how many there are. */
export type SinkRequest = 'reset' | 'count'

// A server in its own process that counts the lines of every write and discards them. It sends its address by a message.
let lines = 0
const server = createServer((request, response) => {
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
  let last = NEWLINE
  body.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines++
    last = chunk.at(-1) ?? last
  })
  body.on('end', () => {
    if (last !== NEWLINE) lines++
    response.writeHead(204).end()
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.on('message', (request: SinkRequest) => {
  if (request === 'reset') lines = 0
  process.send!({ lines })
})
process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
process.on('disconnect', () => process.exit())
