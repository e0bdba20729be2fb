import type { RequestSpec } from './client.ts'

/** Neither dots, which may be segments such as `..`, nor what is encoded. */
const PLAIN_PATH = /^[\w/-]+$/
/** What the query of an address has as it is. */
const PLAIN_TEXT = /^[\w*.-]*$/

/**
 * Returns what writes the addresses of one server's requests. `undefined` if an address has more than letters, digits and the like,
 * so that `URL` must encode it.
 *
 * `URL` and its `searchParams` take 8 times as long (Node 24.21, November 2026).
 */
export function plainAddresses(url: string): (spec: RequestSpec) => string | undefined {
  // The address as URL writes it; a path prefix may depend on what follows.
  const prefix = new URL(`${url}/-`).href.slice(0, -2)
  return ({ path, query = {} }) => {
    if (!PLAIN_PATH.test(path)) return undefined
    let address = prefix + path
    let separator = '?'
    for (const name of Object.keys(query)) {
      const value = query[name]
      if (value === undefined) continue
      if (typeof value === 'object' || !PLAIN_TEXT.test(name) || !PLAIN_TEXT.test(String(value))) return undefined
      address += `${separator}${name}=${value}`
      separator = '&'
    }
    return address
  }
}
