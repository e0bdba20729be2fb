import type { buildConnector, Dispatcher } from 'undici'
import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { showOption } from '@fluxline/internal/show'
import { OptionError } from '../errors.ts'
import { knownProxyOptions } from './node-options.ts'
import type { NodeOptions, ProxyOptions } from './node-options.ts'
import { proxyFromEnvironment } from './proxy-environment.ts'
import type { Environment } from './proxy-environment.ts'
import { readTls } from './tls.ts'

/** What a connection pool is made from: checked, before undici is loaded. */
export interface PoolPlan {
  readonly connections: number
  readonly connector: buildConnector.BuildOptions & { readonly timeout: number }
  readonly proxy: PlannedProxy | undefined
}

/** A proxy whose options are right. */
export interface PlannedProxy extends Pick<ProxyOptions, 'url' | 'headers'> {
  readonly tls: buildConnector.BuildOptions
  readonly tunnel: boolean
}

/** A connection pool, and the function that ends it. */
export interface ConnectionPool {
  readonly dispatcher: Dispatcher
  readonly destroy: () => Promise<void>
}

/** Default maximum of connections. */
const CONNECTIONS = 100

/**
 * Checks the options of a connection pool, and reads its certificates.
 *
 * @throws OptionError if a certificate, a key, the proxy's URL or the number of connections is wrong
 */
export function planPool(
  url: string | URL,
  connectMs: number,
  { tls, proxy, connections = CONNECTIONS }: NodeOptions,
  env: Environment,
): PoolPlan {
  if (!(Number.isInteger(connections) && connections > 0)) {
    const problem = `\`connections\` must be a whole number of at least 1, not ${showOption(connections)}`
    throw new OptionError(problem, { option: 'connections', value: connections })
  }
  const connector = { ...readTls('tls', tls), timeout: connectMs }
  return { connections, connector, proxy: planProxy(url, proxy, env) }
}

function planProxy(url: string | URL, proxy: NodeOptions['proxy'], env: Environment): PlannedProxy | undefined {
  if (proxy === undefined) return undefined
  if (proxy === 'environment') {
    const found = proxyFromEnvironment(new URL(url), env)
    return found && { url: checkedUrl(found.url, found.variable), tls: readTls('proxy.tls', undefined), tunnel: false }
  }
  const given: ProxyOptions = typeof proxy === 'string' ? { url: proxy } : proxy
  checkNames('proxy', given, knownProxyOptions, describeUnknown)
  const { headers, tunnel = false } = given
  return {
    url: checkedUrl(given.url, '`proxy`'),
    headers: headers && { ...headers },
    tunnel,
    tls: readTls('proxy.tls', given.tls),
  }
}

/** The URL may contain a password, so no error shows it. */
function checkedUrl(text: string, source: string): string {
  const url = URL.parse(text)
  if (url?.protocol.startsWith('socks')) {
    const remedy = 'use an HTTP proxy such as http://proxy.example:3128, or an undici `dispatcher` that speaks SOCKS'
    throw new OptionError(`${source} is a SOCKS proxy, which is not supported; ${remedy}`, { option: 'proxy' })
  }
  const problem = `${source} is not a URL; use one such as http://proxy.example:3128`
  if (!/^https?:$/.test(url?.protocol ?? '')) {
    throw new OptionError(source === '`proxy`' ? `${problem}, or "environment"` : problem, { option: 'proxy' })
  }
  try {
    decodeURIComponent(`${url?.username}:${url?.password}`)
    return text
  } catch {
    throw new OptionError(`${problem}. Write a % in its password as %25`, { option: 'proxy' })
  }
}
