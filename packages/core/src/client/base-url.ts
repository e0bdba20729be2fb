import { describeAddress } from '#explain'
import { OptionError } from '../errors.ts'

// A longer text is refused unread, so that none takes long. The address of an endpoint, such as
// http://localhost:8086/api/v2/write, is refused too.
const MAX_CHARACTERS = 2048
const ADDRESS = /^(https?:\/\/(?![^]*\/api\/v\d\/+[^/])[^@?#]+?)(\/api\/v2)?\/*$/i

/**
 * Returns the address that paths are appended to: without a trailing slash and `/api/v2`, with a path prefix.
 *
 * @throws OptionError if it is not an `http:` or `https:` address of at most 2048 characters, or if it has credentials, a
 * query, a fragment, or the path of an endpoint
 */
export function baseUrl(url: unknown): string {
  // A URL of another realm is one too.
  const { href = url } = Object(url) as Partial<URL>
  const text = typeof href === 'string' ? href.trim() : ''
  const base = text.length > MAX_CHARACTERS ? undefined : ADDRESS.exec(text)?.[1]
  if (base && URL.canParse(base)) return base
  throw new OptionError(
    `\`url\` ${describeAddress(href)}; pass the server's address alone, such as http://localhost:8086`,
    { option: 'url' },
  )
}
