// Its module alone would not do: it calls methods that the whole of undici adds.
import { ProxyAgent } from 'undici'
import type { ConnectionPool, PlannedProxy, PoolPlan } from './pool-plan.ts'

/** Opens a pool of connections through a proxy. */
export function openProxyPool({ connections, connector }: PoolPlan, proxy: PlannedProxy): ConnectionPool {
  const { url, headers, tls, tunnel } = proxy
  const dispatcher = new ProxyAgent({
    connections,
    connect: connector,
    requestTls: connector,
    uri: url,
    proxyTunnel: tunnel,
    proxyTls: { ...tls, timeout: connector.timeout },
    ...(headers && { headers }),
  })
  return { dispatcher, destroy: () => dispatcher.destroy() }
}
