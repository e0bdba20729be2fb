import type { Socket } from 'node:net'
import { Agent, buildConnector, EnvHttpProxyAgent, ProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'
import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { showOption } from '@fluxline/internal/show'
import { OptionError } from '../errors.ts'
import { knownProxyOptions } from './node-options.ts'
import type { NodeOptions, ProxyOptions } from './node-options.ts'
import { skipInformational } from './skip-informational.ts'
import { readTls } from './tls.ts'

/** A connection pool, and the function that ends it. */
export interface ConnectionPool {
  readonly dispatcher: Dispatcher
  readonly destroy: () => Promise<void>
}

type Connector = buildConnector.BuildOptions & { readonly timeout: number }

/**
 * Creates the connection pool that the options describe.
 *
 * @throws OptionError if a certificate, a key, the proxy's URL or the number of connections is wrong
 */
export function createPool(connectMs: number, { tls, proxy, connections = 100 }: NodeOptions): ConnectionPool {
  if (!(Number.isInteger(connections) && connections > 0)) {
    const problem = `\`connections\` must be a whole number of at least 1, not ${showOption(connections)}`
    throw new OptionError(problem, { option: 'connections', value: connections })
  }
  const connector = { ...readTls('tls', tls), timeout: connectMs }
  const pool = { connections }
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
        if (outcome[1]) skipInformational(outcome[1])
        callback(...outcome)
      }) as unknown as Socket
      connecting.add(socket)
    },
  })
  return {
    dispatcher,
    async destroy() {
      await dispatcher.destroy()
      // undici leaves these open until their time-out.
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
    const problem = 'HTTP_PROXY or HTTPS_PROXY is not a URL; use one such as http://proxy.example:3128'
    return orRefused(() => new EnvHttpProxyAgent(common), problem)
  }
  const given: ProxyOptions = typeof proxy === 'string' ? { url: proxy } : proxy
  checkNames('proxy', given, knownProxyOptions, describeUnknown)
  const { url, headers, tls, tunnel = false } = given
  const problem = '`proxy` is not a URL; use one such as http://proxy.example:3128, or "environment"'
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new OptionError(problem, { option: 'proxy' })
  const options = {
    ...common,
    uri: url,
    proxyTunnel: tunnel,
    proxyTls: { ...readTls('proxy.tls', tls), timeout: connector.timeout },
    ...(headers && { headers: { ...headers } }),
  }
  return orRefused(() => new ProxyAgent(options), `${problem}. Write a % in its password as %25`)
}

/** The URL may contain a password. undici's errors show it, so they are not the cause of ours. */
function orRefused(create: () => Dispatcher, problem: string): Dispatcher {
  try {
    return create()
  } catch {
    throw new OptionError(problem, { option: 'proxy' })
  }
}
