import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a registry says of one version: its manifest, and where its tarball is. */
export interface Published {
  readonly name: string
  readonly version: string
  readonly dist: { readonly tarball: string; readonly integrity: string }
}

interface Package {
  readonly name: string
  latest: string
  readonly versions: Map<string, Published>
}

/**
 * An npm registry on the loopback that takes what is published to it and gives it to whoever installs.
 *
 * It has no other package: npm asks it for one scope alone, and its own registry for the rest.
 */
export class Registry implements AsyncDisposable {
  readonly url: string
  readonly #close: () => Promise<void>

  constructor(url: string, close: () => Promise<void>) {
    this.url = url
    this.#close = close
  }

  /** The lines of an `.npmrc` that make npm and pnpm use it for the scope. */
  get npmrc(): string {
    const place = this.url.replace('http:', '')
    return `@fluxline:registry=${this.url}\n${place}:_authToken=rehearsal\n`
  }

  /** Publishes a tarball that was packed before, as `npm publish` would. */
  async add(manifest: Pick<Published, 'name' | 'version'>, tarball: string): Promise<void> {
    const bytes = await readFile(tarball)
    const { name, version } = manifest
    const body = {
      name,
      'dist-tags': {},
      versions: { [version]: manifest },
      _attachments: { [`${name}-${version}.tgz`]: { data: bytes.toString('base64') } },
    }
    const response = await fetch(this.url + encodeURIComponent(name), { method: 'PUT', body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`The registry answered ${response.status} to ${name} ${version}.`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

/** Starts a registry. Its address is a new one each time, so that npm's cache has nothing of an earlier one. */
export async function startRegistry(): Promise<Registry> {
  const packages = new Map<string, Package>()
  const tarballs = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const prefix = `/${Date.now().toString(36)}/`
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = decodeURIComponent(request.url!.slice(prefix.length))
    if (request.method === 'PUT') return put(request, response)
    const found = packages.get(name)
    const tarball = tarballs.get(name)
    if (tarball) response.end(tarball)
    else if (found) sendJson(response, 200, documentOf(found))
    else sendJson(response, 404, { error: 'not found' })
  }

  async function put(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { name, versions, _attachments } = (await readJson(request)) as PublishRequest
    const [manifest] = Object.values(versions)
    const [attachment] = Object.values(_attachments)
    const bytes = Buffer.from(attachment!.data, 'base64')
    const file = `tarballs/${name}/${manifest!.version}.tgz`
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    tarballs.set(file, bytes)
    const entry = packages.get(name) ?? { name, latest: '', versions: new Map<string, Published>() }
    entry.versions.set(manifest!.version, { ...manifest!, dist: { tarball: url + file, integrity } })
    entry.latest = manifest!.version
    packages.set(name, entry)
    sendJson(response, 201, { ok: true })
  }

  return new Registry(url, async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
}

interface PublishRequest {
  readonly name: string
  readonly versions: Readonly<Record<string, Published>>
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>
}

function documentOf({ name, latest, versions }: Package): object {
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) }
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
