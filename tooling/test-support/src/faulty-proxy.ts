import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** A fault of one connection; an empty object means no fault. */
export interface Fault {
  /** Bytes that reach the server before the fault. @defaultValue all */
  readonly toServer?: number | undefined
  /** Bytes that reach the client before the fault. @defaultValue all */
  readonly toClient?: number | undefined
  /** The fault: the connection is reset, closed in order, or stalls. @defaultValue 'reset' */
  readonly end?: 'reset' | 'close' | 'stall' | undefined
  /** Delay of each chunk in milliseconds, in both directions. @defaultValue 0 */
  readonly delayMs?: number | undefined
  /** Milliseconds between the bytes that reach the client. @defaultValue 0 */
  readonly dripMs?: number | undefined
  /** A whole HTTP response, sent instead of contacting the server. */
  readonly response?: string | undefined
}

/** Starts a proxy in front of a server. It applies to each connection the fault that `draw` returns. */
export async function startFaultyProxy(target: string, draw: () => Fault): Promise<FaultyProxy> {
  const proxy = new FaultyProxy(new URL(target), draw)
  await proxy.accept()
  return proxy
}

/** A TCP proxy on the loopback that makes connections fail. */
export class FaultyProxy implements AsyncDisposable {
  readonly #target: URL
  readonly #draw: () => Fault
  readonly #sockets = new Set<Socket>()
  readonly #clients = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  constructor(target: URL, draw: () => Fault) {
    this.#target = target
    this.#draw = draw
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** How many connections of clients are open; each has one to the server. */
  get connections(): number {
    return this.#clients.size
  }

  /** Accepts connections again, on the same port. */
  async accept(): Promise<void> {
    this.#server = createServer((client) => this.#connect(client))
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Resets all connections, and refuses new ones until `accept`. */
  async refuse(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    server?.close()
    for (const socket of this.#sockets) socket.resetAndDestroy()
    if (server?.listening) await once(server, 'close')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.refuse()
  }

  #connect(client: Socket): void {
    const fault = this.#draw()
    this.#hold(client)
    this.#clients.add(client)
    client.on('close', () => this.#clients.delete(client))
    if (fault.response !== undefined) return respond(client, fault.response)
    const server = connect(Number(this.#target.port), this.#target.hostname)
    this.#hold(server)
    const endBoth = (): void => {
      client.destroy()
      server.destroy()
    }
    client.on('close', endBoth)
    server.on('close', endBoth)
    relay(client, server, fault.toServer ?? Infinity, { ...fault, dripMs: 0 })
    relay(server, client, fault.toClient ?? Infinity, fault)
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

/** Forwards up to `limit` bytes, and then applies the fault to both sockets. */
function relay(from: Socket, to: Socket, limit: number, fault: Fault): void {
  const { end = 'reset', delayMs = 0, dripMs = 0 } = fault
  let passed = 0
  // Timers of different lengths may fire out of order, so each chunk waits for the one before.
  let last = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, Math.max(0, limit - passed))
    passed += chunk.length
    const isOver = passed > limit
    const pass = (): void => {
      if (dripMs > 0) return drip(part, to, dripMs)
      if (part.length > 0) to.write(part)
      if (!isOver || end === 'stall') return
      if (end === 'close') to.end()
      else to.resetAndDestroy()
      from.destroy()
    }
    if (delayMs === 0) return pass()
    last = last.then(() => setTimeout(delayMs)).then(pass)
  })
}

/** Forwards bytes one by one. */
function drip(bytes: Buffer, to: Socket, everyMs: number): void {
  let at = 0
  const timer = setInterval(() => {
    if (at < bytes.length && !to.destroyed) to.write(bytes.subarray(at, ++at))
    else clearInterval(timer)
  }, everyMs)
}

/** Sends the response once the first request is complete. */
function respond(client: Socket, text: string): void {
  let got = Buffer.alloc(0)
  client.on('data', (chunk: Buffer) => {
    got = Buffer.concat([got, chunk])
    const head = got.indexOf('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(got.toString('latin1', 0, Math.max(0, head)))?.[1] ?? '0'
    if (head !== -1 && got.length >= head + 4 + Number(length)) client.end(text)
  })
}
