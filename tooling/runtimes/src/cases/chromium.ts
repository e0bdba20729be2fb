import { access, constants, readFile } from 'node:fs/promises'
import { createServer, request as sendRequest } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { delimiter, extname, join } from 'node:path'
import { assertDone } from '../stage.ts'
import type { Access, Stage } from '../stage.ts'

interface Playwright {
  readonly chromium: { launch(options: object): Promise<Browser> }
}

interface Browser {
  newPage(): Promise<Page>
  close(): Promise<void>
}

/** A page of Playwright, as far as the tests use it. */
export interface Page {
  click(selector: string): Promise<void>
  goto(url: string): Promise<unknown>
  waitForFunction(code: string, argument?: unknown, options?: object): Promise<unknown>
  title(): Promise<string>
}

/** Names of the browsers on the PATH. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }

/**
 * Opens the page of a folder in Chromium, and waits for its result.
 *
 * The page has another origin than the server, so InfluxDB's CORS rules apply: no compressed writes, few request headers,
 * no response headers.
 */
export async function openPage(stage: Stage, folder: string): Promise<void> {
  await usePage(stage, folder, await stage.access(), async (page) => {
    await page.waitForFunction('document.title !== "running"', undefined, { timeout: 30_000 })
    assertDone(await page.title())
  })
}

/** Opens the page of a folder in Chromium with access to a server, and uses it. */
export async function usePage(
  { engines }: Stage,
  folder: string,
  { url, token, org, bucket, influxdb3, influxdb1 }: Access,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { chromium } = (await engines.load('playwright-core')) as Playwright
  await using site = await serve(folder, url)
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.goto(`${site.url}/page.html#${new URLSearchParams({ url, token, org, bucket, influxdb3, influxdb1 })}`)
    await use(page)
  } finally {
    await browser.close()
  }
}

/** Serves the files of a folder on the loopback, and InfluxDB below `/influxdb`, which is of the page's origin. */
async function serve(folder: string, influxdb: string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    if (pathname.startsWith('/influxdb/'))
      return forward(request, response, influxdb + request.url!.slice('/influxdb'.length))
    readFile(join(folder, pathname)).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Sends a request to another address, and its response back. */
function forward(request: IncomingMessage, response: ServerResponse, url: string): void {
  const { method, headers } = request
  const { host: _, origin: __, ...others } = headers
  const onward = sendRequest(url, { method, headers: others }, (found) => {
    response.writeHead(found.statusCode!, found.headers)
    found.pipe(response)
  })
  onward.on('error', () => response.writeHead(502).end())
  request.pipe(onward)
}

async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const path of named ? [named] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return path
  }
  throw new Error(
    named
      ? `CHROMIUM_PATH names ${named}, which is not executable.`
      : 'Chromium is not on the PATH. Install it, or set CHROMIUM_PATH.',
  )
}
