import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { Agent, buildConnector, EnvHttpProxyAgent, ProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import { OptionError } from '../errors.ts'
import type { NodeOptions, ProxyOptions, TlsOptions } from './node-options.ts'

/** A connection pool, and what ends all of it. */
export interface ConnectionPool {
  readonly dispatcher: Dispatcher
  readonly destroy: () => Promise<void>
}

/** The connection pool that the options describe. */
export function createPool(connectMs: number, options: NodeOptions): ConnectionPool {
  if (options.proxy === undefined) return directPool(connectMs, options)
  const dispatcher = proxyDispatcher(connectMs, options.proxy, options)
  return { dispatcher, destroy: () => dispatcher.destroy() }
}

function directPool(connectMs: number, { tls, connections }: NodeOptions): ConnectionPool {
  const connecting = new Set<Socket>()
  const connect = buildConnector({ ...readTls('tls', tls), timeout: connectMs })
  const dispatcher = new Agent({
    connect(options, callback) {
      const socket = connect(options, (...outcome) => {
        connecting.delete(socket)
        callback(...outcome)
      }) as unknown as Socket
      connecting.add(socket)
    },
    ...(connections !== undefined && { connections }),
  })
  return {
    dispatcher,
    async destroy() {
      await dispatcher.destroy()
      // undici leaves those to themselves, until their time-out.
      for (const socket of connecting) socket.destroy()
    },
  }
}

function proxyDispatcher(
  connectMs: number,
  proxy: NonNullable<NodeOptions['proxy']>,
  { tls, connections }: NodeOptions,
): Dispatcher {
  const target = { ...readTls('tls', tls), timeout: connectMs }
  const pool = { connect: target, ...(connections !== undefined && { connections }) }
  if (proxy === 'environment') return new EnvHttpProxyAgent({ ...pool, requestTls: target })
  const {
    url,
    headers,
    tls: proxyTls,
    tunnel = false,
  }: ProxyOptions = typeof proxy === 'string' ? { url: proxy } : proxy
  // The address may hold a password, so the message does not show it.
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new OptionError('proxy is no address; give one such as http://proxy.example:3128, or "environment"')
  }
  return new ProxyAgent({
    ...pool,
    uri: url,
    proxyTunnel: tunnel,
    requestTls: target,
    proxyTls: { ...readTls('proxy.tls', proxyTls), timeout: connectMs },
    ...(headers && { headers: { ...headers } }),
  })
}

function readTls(option: string, tls: TlsOptions = {}): buildConnector.BuildOptions {
  const pem = (name: 'ca' | 'cert' | 'key', value: string): string => {
    if (value.includes('-----BEGIN ')) return value
    try {
      return readFileSync(value, 'utf8')
    } catch (cause) {
      const message = `${option}.${name} is neither PEM text nor a file that can be read`
      // Half a key is a secret too.
      throw name === 'key' ? new OptionError(message) : new OptionError(`${message}: ${value}`, { cause })
    }
  }
  return {
    rejectUnauthorized: tls.verify ?? true,
    ...(tls.ca !== undefined && { ca: [tls.ca].flat().map((ca) => pem('ca', ca)) }),
    ...(tls.cert !== undefined && { cert: pem('cert', tls.cert) }),
    ...(tls.key !== undefined && { key: pem('key', tls.key) }),
    ...(tls.passphrase !== undefined && { passphrase: tls.passphrase }),
  }
}
