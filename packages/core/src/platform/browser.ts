import { addToMessage } from '@fluxline/internal/errors'
import { isInfluxDBError } from '../errors.ts'
import { isWhole } from '../http/read-body.ts'
import type { TransportRequest } from '../transport/transport.ts'
import type { Platform } from './platform.ts'
import { platform as web } from './web.ts'

/**
 * A page, or a worker of one. For pages of other origins InfluxDB has fixed CORS rules: it accepts few request headers,
 * exposes no response header, and closes `/ping`, `/health` and `/ready`.
 */
export const platform: Platform = {
  createTransport(options) {
    const transport = web.createTransport(options)
    return {
      ...transport,
      async send(request) {
        try {
          // Browsers do not stream requests over HTTP/1.1, which InfluxDB uses.
          if (isWhole(request.body)) return await transport.send(request)
          return await transport.send({ ...request, body: await readBody(request.body) })
        } catch (error) {
          if (isInfluxDBError(error) && error.code === 'FLUXLINE_CONNECTION') {
            addToMessage(error, '. This may be a CORS error; try a same-origin proxy.')
          }
          throw error
        }
      },
    }
  },
  // InfluxDB does not accept `content-encoding` from other origins.
  gzip: async () => undefined,
}

async function readBody(body: TransportRequest['body']): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body as BodyInit).arrayBuffer())
}
