import { inspection } from '@fluxline/internal/inspect'
import type { Config } from '../config-types.ts'

const HIDDEN = '***'

/** Hides the secrets of a configuration from `console.log` and JSON. Its members stay what they are. */
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
  return Object.defineProperties(config, { [inspection]: { value: show }, toJSON: { value: show } })
}

/** A key may be a path, which is not secret, or the key itself. */
function hiddenOf({ key, passphrase }: NonNullable<Config['tls']>): object {
  return {
    ...(key?.includes('-----BEGIN ') && { key: HIDDEN }),
    ...(passphrase !== undefined && { passphrase: HIDDEN }),
  }
}
