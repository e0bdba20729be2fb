import { ConfigError } from './errors.ts'

/** Options by their names, `tls.verify` for a member, and where each came from. */
export type Options = Map<string, { readonly value: unknown; readonly source: string }>

/**
 * Leaves one way for the client to be known: a token, a user or a header.
 *
 * @throws ConfigError where there is none, a half or two of them
 */
export function resolveAccess(options: Options, place: string): void {
  const [token, username, password, basic] = ['token', 'user.username', 'user.password', 'basic'].map((option) =>
    options.get(option),
  )
  options.delete('basic')
  const user = username ?? password
  if (token && user) {
    const other = user.source.replace(/^The /, 'the ')
    throw new ConfigError(`${token.source} and ${other} exclude each other; keep the one that is meant.`)
  }
  if (user && !(username && password)) {
    throw new ConfigError(`${user.source} is half of what it takes to sign in; write username and password.`)
  }
  if (basic?.value === true && (token || user)) {
    // A proxy before InfluxDB asks for it; the token, in place of both, is `username:password`.
    const credentials = token ? String(token.value) : `${String(username?.value)}:${String(password?.value)}`
    for (const option of ['token', 'user.username', 'user.password']) options.delete(option)
    options.set('headers.authorization', { value: `Basic ${base64(credentials)}`, source: basic.source })
  } else if (!token && !user && !hasAuthorization(options)) {
    throw new ConfigError(`${place} has no token, and no username and password in its place.`)
  }
}

function hasAuthorization(options: Options): boolean {
  return [...options.keys()].some((option) => option.toLowerCase() === 'headers.authorization')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
