import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A complete request that a loopback server received. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Responds to one request whose body has been read. */
export type RequestHandler = (
  request: RecordedRequest,
  response: ServerResponse,
  socket: Socket,
) => void | Promise<void>

/** A real HTTP server on the loopback that responds as a test says. */
export class Loopback implements AsyncDisposable {
  readonly url: string
  readonly requests: RecordedRequest[] = []
  /** Open sockets. */
  readonly sockets: Set<Socket>
  readonly #close: () => Promise<void>

  constructor(url: string, sockets: Set<Socket>, close: () => Promise<void>) {
    this.url = url
    this.sockets = sockets
    this.#close = close
  }

  close(): Promise<void> {
    return this.#close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** Starts a loopback server. If the handler throws, the response is 500 with the error. */
export async function startLoopback(handle: RequestHandler): Promise<Loopback> {
  const sockets = new Set<Socket>()
  const listener: RequestListener = (request, response) => {
    void record(request)
      .then((recorded) => {
        loopback.requests.push(recorded)
        return handle(recorded, response, request.socket)
      })
      .catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500)
        response.end(String(error))
      })
  }
  const server = createServer(listener)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const loopback = new Loopback(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    if (server.listening) await once(server, 'close')
  })
  return loopback
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks) }
}
