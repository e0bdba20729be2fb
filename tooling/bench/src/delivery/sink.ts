import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// A server that accepts and discards every write. It runs in a separate process, and sends its URL as a message.
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(204).end())
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
process.on('disconnect', () => process.exit())
