import type { Config } from './config.ts'

const HIDDEN = '***'

/** What Node, Deno and Bun ask an object for when they print it. */
const inspect = Symbol.for('nodejs.util.inspect.custom')

/** Has a configuration printed, and made JSON of, without its secrets; its members stay what they are. */
export function hideSecrets(config: Config): Config {
  const show = (): object => {
    const { token, proxy, user, tls, headers } = config
    return {
      ...config,
      ...(token !== undefined && { token: HIDDEN }),
      ...(typeof proxy === 'string' && { proxy: proxy.replace(/\/\/[^/]*@/, `//${HIDDEN}@`) }),
      ...(user && { user: { ...user, password: HIDDEN } }),
      ...(tls && { tls: { ...tls, ...hiddenOf(tls) } }),
      ...(headers && { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN])) }),
    }
  }
  return Object.defineProperties(config, { [inspect]: { value: show }, toJSON: { value: show } })
}

/** A key may be a path, which is none, or the key itself. */
function hiddenOf({ key, passphrase }: NonNullable<Config['tls']>): object {
  return {
    ...(key?.includes('-----BEGIN ') && { key: HIDDEN }),
    ...(passphrase !== undefined && { passphrase: HIDDEN }),
  }
}
