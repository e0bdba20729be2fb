import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A request that a loopback server got, whole. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Answers one request; its body has been read. */
export type Answer = (request: RecordedRequest, response: ServerResponse, socket: Socket) => void | Promise<void>

/** A real HTTP server on the loopback that answers as a test says. */
export class Loopback implements AsyncDisposable {
  readonly url: string
  readonly requests: RecordedRequest[] = []
  /** Sockets that are open now. */
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

/** Starts a loopback server; an answer that throws is a 500 with the error's text. */
export async function startLoopback(answer: Answer): Promise<Loopback> {
  const sockets = new Set<Socket>()
  const listener: RequestListener = (request, response) => {
    void record(request)
      .then((recorded) => {
        loopback.requests.push(recorded)
        return answer(recorded, response, request.socket)
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
