import { isWhole } from '../http/read-body.ts'
import { isInfluxDBError } from '../errors.ts'
import type { TransportRequest } from '../transport/transport.ts'
import type { Platform } from './platform.ts'
import { platform as web } from './web.ts'

/**
 * A page, or a worker of one. InfluxDB answers those of other origins by rules that nobody can change in it (CORS): few
 * request headers pass, no header of an answer can be read, and `/ping`, `/health` and `/ready` are closed.
 */
export const platform: Platform = {
  createTransport(options) {
    const transport = web.createTransport(options)
    return {
      ...transport,
      async send(request) {
        try {
          // Browsers stream no request over HTTP/1.1, which is what InfluxDB speaks.
          if (isWhole(request.body)) return await transport.send(request)
          return await transport.send({ ...request, body: await gathered(request.body) })
        } catch (error) {
          if (isInfluxDBError(error) && error.code === 'FLUXLINE_CONNECTION') {
            error.message +=
              ' To a page, what CORS forbids looks the same: a proxy on its own origin has no such rules.'
          }
          throw error
        }
      },
    }
  },
  // `content-encoding` is not among the headers that pass.
  gzip: async () => undefined,
  pingPath: '/api/v2/setup',
}

async function gathered(body: TransportRequest['body']): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body as BodyInit).arrayBuffer())
}
