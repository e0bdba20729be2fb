import { OptionError } from '../errors.ts'

const ADDRESS = /^(https?:\/\/[^@?#]+?)(\/api\/v2)?\/*$/i

/**
 * Returns the address that paths are appended to: without a trailing slash and `/api/v2`, with a path prefix.
 *
 * @throws OptionError if it is not an `http:` or `https:` address, or has credentials or a query
 */
export function baseUrl(url: string | URL | undefined): string {
  const text = String(url ?? '').trim()
  const base = ADDRESS.exec(text)?.[1]
  if (base && URL.canParse(base)) return base
  // What stands before an @ may be a secret, and so may the query.
  const shown = text.replace(/.*@|\?.*/g, '…')
  const problem = text ? `is "${shown}"` : 'is missing'
  throw new OptionError(
    `\`url\` ${problem}; pass the server's address, such as http://localhost:8086, without credentials`,
    { option: 'url' },
  )
}
