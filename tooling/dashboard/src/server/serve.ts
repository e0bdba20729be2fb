import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import { keyHeader } from '../page/access.ts'
import type { PageAccess } from '../page/access.ts'

const DEFAULT_PORT = 8087

/** A port that cannot be used, and what to do. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

/**
 * Serves the page, and the access that it uses.
 *
 * Without `port` it is at 8087, or the next port that is free.
 *
 * The access needs a key that only the returned address has. Other pages and other users of the machine do not know it, and
 * browsers do not send the part after `#` to any server.
 * @throws PortError if `port` is in use, or is not a port
 */
export async function servePage(access: PageAccess, wanted?: string): Promise<{ url: string; server: ViteDevServer }> {
  const port = portOf(wanted)
  const key = randomBytes(24).toString('base64url')
  const server = await createServer({
    root: join(import.meta.dirname, '..', '..'),
    configFile: false,
    logLevel: 'error',
    // Loads the sources of the packages.
    resolve: { conditions: ['@fluxline/source', 'browser', 'module', 'import', 'default'] },
    // Supported browsers have all the CSS and JavaScript that the page uses.
    server: { host: '127.0.0.1', port, strictPort: wanted !== undefined, cors: false },
    plugins: [
      {
        name: 'access',
        configureServer({ middlewares }) {
          middlewares.use('/access.json', (request, response) => {
            if (request.headers[keyHeader] !== key) return void response.writeHead(404).end()
            response.setHeader('content-type', 'application/json')
            response.setHeader('cache-control', 'no-store')
            response.end(JSON.stringify(access))
          })
        },
      },
    ],
  })
  await server.listen().catch(async (error: Error) => {
    await server.close()
    const isTaken = error.message.includes('already in use')
    throw new PortError(isTaken ? `Port ${port} is in use. Choose another one with --port.` : error.message, {
      cause: error,
    })
  })
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('The page has no address. Is the port in use?')
  return { url: `http://127.0.0.1:${address.port}/#${key}`, server }
}

function portOf(wanted: string | undefined): number {
  if (wanted === undefined) return DEFAULT_PORT
  const port = Number(wanted)
  if (/^\d+$/.test(wanted) && port <= 65_535) return port
  throw new PortError(`--port is ${wanted}, which is not a number from 0 to 65535.`)
}
