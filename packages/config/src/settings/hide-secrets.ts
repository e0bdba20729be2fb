import { inspection } from '@fluxline/internal/inspect'
import type { Config } from '../config-types.ts'

const HIDDEN = '***'

/** Hides the secrets of a configuration from `console.log` and JSON. Its members stay what they are. */
export function hideSecrets(config: Config): Config {
  const show = (): object => {
    const { url, token, proxy, user, tls, headers } = config
    return {
      ...config,
      ...(token !== undefined && { token: HIDDEN }),
      url: withoutSecrets(url),
      ...(typeof proxy === 'string' && { proxy: withoutSecrets(proxy) }),
      ...(user && { user: { ...user, password: HIDDEN } }),
      ...(tls && { tls: { ...tls, ...hiddenOf(tls) } }),
      ...(headers && { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN])) }),
    }
  }
  return Object.defineProperties(config, { [inspection]: { value: show }, toJSON: { value: show } })
}

/** Whatever stands before an @ or in a query may be a secret, also in an address that is not valid. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/.*@/s, `//${HIDDEN}@`).replace(/[?#].*/s, `?${HIDDEN}`)
}

/** A key may be a path, which is not secret, or the key itself. */
function hiddenOf({ key, passphrase }: NonNullable<Config['tls']>): object {
  return {
    ...(key?.includes('-----BEGIN ') && { key: HIDDEN }),
    ...(passphrase !== undefined && { passphrase: HIDDEN }),
  }
}
