import { preview } from 'astro'
import { folders } from './astro-config.ts'

/** A server of the built site. */
export interface SiteServer extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  readonly url: string
}

/**
 * Serves the built site on the loopback: its search needs HTTP.
 * @param port - 0 takes a free one
 */
export async function serveSite(port: number): Promise<SiteServer> {
  const server = await preview({
    configFile: false,
    root: folders.site,
    outDir: folders.dist,
    trailingSlash: 'always',
    logLevel: 'silent',
    server: { host: '127.0.0.1', port },
  })
  return { url: `http://127.0.0.1:${server.port}`, [Symbol.asyncDispose]: () => server.stop() }
}
