/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A proxy that a variable names. */
export interface EnvironmentProxy {
  readonly variable: string
  readonly url: string
}

/**
 * Returns the proxy that the environment has for an address: `HTTPS_PROXY` or `HTTP_PROXY` by its scheme, then `ALL_PROXY`,
 * then `HTTP_PROXY` for `https:` too; `undefined` if `NO_PROXY` names its host. A lower-case name takes precedence, and an
 * empty variable means none.
 * @see curl's manual, "Environment"
 */
export function proxyFromEnvironment(address: URL, env: Environment): EnvironmentProxy | undefined {
  if (isExempt(address, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined
  const own = address.protocol === 'https:' ? ['https_proxy'] : []
  for (const name of [...own, ...(own.length > 0 ? ['all_proxy', 'http_proxy'] : ['http_proxy', 'all_proxy'])]) {
    const variable = [name, name.toUpperCase()].find((each) => env[each] !== undefined)
    if (variable === undefined) continue
    const url = env[variable]!.trim()
    if (url === '') return undefined
    return { variable, url: url.includes('://') ? url : `http://${url}` }
  }
  return undefined
}

/** Hosts of `NO_PROXY`: `*`, names with their subdomains, `.name`, `*.name`, addresses and networks, each with or without a port. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const host = withoutBrackets(hostname).replace(/\.$/, '')
  const ownPort = port || (protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', at = ownPort] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [entry, entry]
    return at === ownPort && matches(host, withoutBrackets(name.toLowerCase()).replace(/\.$/, ''))
  })
}

function matches(host: string, entry: string): boolean {
  if (entry === '') return false
  if (entry === '*' || entry === host) return true
  if (entry.includes('/')) return isInNetwork(host, entry)
  return host.endsWith(`.${entry.replace(/^\*?\./, '')}`) || entry === `.${host}`
}

/** Whether an address is in a network such as `10.0.0.0/8`. */
function isInNetwork(host: string, network: string): boolean {
  const { BlockList, isIP } = process.getBuiltinModule('node:net')
  const [base = '', bits] = network.split('/')
  const family = isIP(base)
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits ?? '')) return false
  if (Number(bits) > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(base, Number(bits), type)
  return list.check(host, type)
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}
