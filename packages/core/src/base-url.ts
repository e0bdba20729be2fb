import { OptionError } from './errors.ts'

/**
 * The address that paths are appended to: no trailing slash, no `/api/v2`, a path prefix kept.
 *
 * @throws OptionError on anything but an `http:` or `https:` address, and on one that holds credentials
 */
export function baseUrl(url: string | URL): string {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new OptionError(`url is "${parsed ? parsed.protocol : url}"; give an address such as http://localhost:8086`)
  }
  if (parsed.username || parsed.password) {
    throw new OptionError(`url holds a user name or password; give them as auth: basic({ username, password })`)
  }
  return parsed.origin + parsed.pathname.replace(/\/+$/, '').replace(/\/api\/v2$/, '')
}
