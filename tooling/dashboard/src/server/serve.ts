import { join } from 'node:path'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import type { PageAccess } from '../page/access.ts'

/** Serves the page, and the access that it uses. */
export async function servePage(access: PageAccess, port = 0): Promise<{ url: string; server: ViteDevServer }> {
  const server = await createServer({
    root: join(import.meta.dirname, '..', '..'),
    configFile: false,
    logLevel: 'error',
    // Loads the sources of the packages.
    resolve: { conditions: ['@fluxline/source', 'browser', 'module', 'import', 'default'] },
    // Supported browsers have all the CSS and JavaScript that the page uses.
    server: { host: '127.0.0.1', port, strictPort: port !== 0 },
    plugins: [
      {
        name: 'access',
        configureServer({ middlewares }) {
          middlewares.use('/access.json', (_request, response) => {
            response.setHeader('content-type', 'application/json')
            response.end(JSON.stringify(access))
          })
        },
      },
    ],
  })
  await server.listen()
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('The page has no address. Is the port in use?')
  return { url: `http://127.0.0.1:${address.port}/`, server }
}
