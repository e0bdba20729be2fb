import { ConfigError } from '../errors.ts'

/** Options by name, such as `tls.verify` for a member, each with its source. */
export type Options = Map<string, { readonly value: unknown; readonly source: string }>

/**
 * Leaves one kind of credentials: a token, a user or a header.
 *
 * @throws ConfigError if there is none, only a part of one, or more than one
 */
export function resolveAccess(options: Options, place: string): void {
  const [token, username, password, basic] = ['token', 'user.username', 'user.password', 'basic'].map((option) =>
    options.get(option),
  )
  options.delete('basic')
  const user = username ?? password
  if (token && user) {
    const other = user.source.replace(/^The /, 'the ')
    throw new ConfigError(`${token.source} and ${other} are mutually exclusive; remove one.`)
  }
  if (user && !(username && password)) {
    throw new ConfigError(`${user.source}: username and password must be set together; add the other one.`)
  }
  if (basic?.value === true && (token || user)) {
    // A proxy in front of InfluxDB requires it. A token instead of a user is `username:password`.
    const credentials = token ? String(token.value) : `${String(username?.value)}:${String(password?.value)}`
    for (const option of ['token', 'user.username', 'user.password']) options.delete(option)
    options.set('headers.authorization', { value: `Basic ${base64(credentials)}`, source: basic.source })
  } else if (!token && !user && !hasAuthorization(options)) {
    throw new ConfigError(`${place} has neither a token nor a username and password.`)
  }
}

function hasAuthorization(options: Options): boolean {
  return [...options.keys()].some((option) => option.toLowerCase() === 'headers.authorization')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
