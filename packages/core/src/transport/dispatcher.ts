import type { Socket } from 'node:net'
import { Agent, buildConnector, EnvHttpProxyAgent, ProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import { OptionError } from '../errors.ts'
import type { NodeOptions, ProxyOptions } from './node-options.ts'
import { readTls } from './tls.ts'

/** A connection pool, and what ends all of it. */
export interface ConnectionPool {
  readonly dispatcher: Dispatcher
  readonly destroy: () => Promise<void>
}

type Connector = buildConnector.BuildOptions & { readonly timeout: number }

/**
 * The connection pool that the options describe.
 *
 * @throws OptionError where a certificate, a key, the proxy's address or the number of connections cannot be right
 */
export function createPool(connectMs: number, { tls, proxy, connections }: NodeOptions): ConnectionPool {
  if (connections !== undefined && !(Number.isInteger(connections) && connections > 0)) {
    throw new OptionError(`connections is ${connections}; give a whole number from 1`)
  }
  const connector = { ...readTls('tls', tls), timeout: connectMs }
  const pool = connections === undefined ? {} : { connections }
  if (proxy === undefined) return directPool(connector, pool)
  const dispatcher = proxyDispatcher(connector, pool, proxy)
  return { dispatcher, destroy: () => dispatcher.destroy() }
}

function directPool(connector: Connector, pool: Agent.Options): ConnectionPool {
  const connecting = new Set<Socket>()
  const connect = buildConnector(connector)
  const dispatcher = new Agent({
    ...pool,
    connect(options, callback) {
      const socket = connect(options, (...outcome) => {
        connecting.delete(socket)
        callback(...outcome)
      }) as unknown as Socket
      connecting.add(socket)
    },
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
  connector: Connector,
  pool: Agent.Options,
  proxy: NonNullable<NodeOptions['proxy']>,
): Dispatcher {
  const common = { ...pool, connect: connector, requestTls: connector }
  if (proxy === 'environment') {
    const problem = 'HTTP_PROXY or HTTPS_PROXY is no address; give one such as http://proxy.example:3128'
    return orRefused(() => new EnvHttpProxyAgent(common), problem)
  }
  const { url, headers, tls, tunnel = false }: ProxyOptions = typeof proxy === 'string' ? { url: proxy } : proxy
  const problem = 'proxy is no address; give one such as http://proxy.example:3128, or "environment"'
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new OptionError(problem)
  const options = {
    ...common,
    uri: url,
    proxyTunnel: tunnel,
    proxyTls: { ...readTls('proxy.tls', tls), timeout: connector.timeout },
    ...(headers && { headers: { ...headers } }),
  }
  return orRefused(() => new ProxyAgent(options), `${problem}; a % in its password is written as %25`)
}

/** An address may hold a password, and the errors of undici have the address; ours do not show it. */
function orRefused(create: () => Dispatcher, problem: string): Dispatcher {
  try {
    return create()
  } catch {
    throw new OptionError(problem)
  }
}
