import { QueryError } from '@fluxline/internal/query-errors'
import { show } from '@fluxline/internal/show'

/** Returns text as a string literal. A backslash is an ordinary character of SQL. */
export function quoteString(text: string, location: string): string {
  return `'${escapeQuoted(text, "'", location)}'`
}

/** Returns a name as an identifier, which keeps its case. */
export function quoteName(name: string, location: string): string {
  if (name === '') throw new QueryError(`${location} is empty, and SQL has no empty identifier; pass a name.`)
  return `"${escapeQuoted(name, '"', location)}"`
}

/**
 * Doubles the quote that ends a literal or an identifier.
 *
 * @throws QueryError if SQL has no way to write the text; its message begins with `location`
 * @see ISO/IEC 9075-2 "SQL/Foundation", "Literals"
 */
export function escapeQuoted(text: string, quote: string, location: string): string {
  if (!text.isWellFormed()) {
    throw new QueryError(
      `${location} is ${show(text)}, which contains an unpaired surrogate; cut text between characters.`,
    )
  }
  if (text.includes('\0')) {
    throw new QueryError(`${location} is ${show(text)}, but SQL cannot write NUL; pass it in \`params\`.`)
  }
  return text.replaceAll(quote, quote + quote)
}
