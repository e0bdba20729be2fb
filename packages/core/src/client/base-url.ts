import { OptionError } from '../errors.ts'

const ADDRESS = /^(https?:\/\/[^@?#]+?)(\/api\/v2)?\/*$/i

/**
 * The address that paths are appended to: no trailing slash, no `/api/v2`, a path prefix kept.
 *
 * @throws OptionError on anything but an `http:` or `https:` address, and on one with credentials or a query
 */
export function baseUrl(url: string | URL): string {
  const text = String(url).trim()
  const base = ADDRESS.exec(text)?.[1]
  if (base && URL.canParse(base)) return base
  // Both may be secrets: what stands before an @, and a query.
  const shown = text.replace(/.*@|\?.*/g, '…')
  throw new OptionError(`url is "${shown}"; give an address such as http://localhost:8086, and passwords as auth`)
}
