import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import { keyHeader } from '../page/access.ts'
import type { PageAccess } from '../page/access.ts'

/**
 * Serves the page, and the access that it uses.
 *
 * The access needs a key that only the returned address has. Other pages and other users of the machine do not know it, and
 * browsers do not send the part after `#` to any server.
 */
export async function servePage(access: PageAccess, port = 0): Promise<{ url: string; server: ViteDevServer }> {
  const key = randomBytes(24).toString('base64url')
  const server = await createServer({
    root: join(import.meta.dirname, '..', '..'),
    configFile: false,
    logLevel: 'error',
    // Loads the sources of the packages.
    resolve: { conditions: ['@fluxline/source', 'browser', 'module', 'import', 'default'] },
    // Supported browsers have all the CSS and JavaScript that the page uses.
    server: { host: '127.0.0.1', port, strictPort: port !== 0, cors: false },
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
  await server.listen()
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('The page has no address. Is the port in use?')
  return { url: `http://127.0.0.1:${address.port}/#${key}`, server }
}
