/** What proves to InfluxDB, or to a proxy before it, who is asking. */
export interface Credentials {
  /** The headers to send; asked before every request. */
  headers(): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  /** Called once when a request was answered 401; true where trying it again makes sense. */
  renew?(): boolean | Promise<boolean>
}

/** A token, or where to get it: asked on first use, and again once when the server refuses the one it gave. */
export type Token = string | (() => string | Promise<string>)

/** An InfluxDB API token, as `Authorization: Token …`. */
export function tokenCredentials(token: Token): Credentials {
  if (typeof token === 'string') return { headers: () => authorization(token) }
  let current: string | Promise<string> | undefined
  return {
    async headers() {
      current ??= token()
      return authorization(await current)
    },
    renew() {
      current = undefined
      return true
    },
  }
}

function authorization(token: string): Record<string, string> {
  return { authorization: `Token ${token}` }
}

/** User name and password in every request, for InfluxDB 1.8 and for proxies that ask for them. */
export function basic({ username, password }: { username: string; password: string }): Credentials {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  const value = `Basic ${btoa(String.fromCharCode(...bytes))}`
  return { headers: () => ({ authorization: value }) }
}
