import { QueryError } from '@fluxline/internal/query-errors'
import { show } from '@fluxline/internal/show'

/** What InfluxQL cannot write between quotes: it reads a carriage return as a line end, and NUL as its own end. */
// oxlint-disable-next-line no-control-regex -- these two
const UNWRITABLE = /[\r\0]/

/** Returns text as a string literal. */
export function quoteString(text: string, location: string): string {
  return `'${escapeQuoted(text, "'", location)}'`
}

/** Returns a name as an identifier. */
export function quoteName(name: string, location: string): string {
  return `"${escapeQuoted(name, '"', location)}"`
}

/**
 * Escapes text for a string literal or an identifier.
 *
 * @param quote the quote that ends it
 * @throws QueryError if InfluxQL has no way to write it; its message begins with `location`
 */
export function escapeQuoted(text: string, quote: string, location: string): string {
  if (!text.isWellFormed()) {
    throw new QueryError(
      `${location} is ${show(text)}, which contains an unpaired surrogate; cut text between characters.`,
    )
  }
  if (UNWRITABLE.test(text)) {
    throw new QueryError(
      `${location} is ${show(text)}, but InfluxQL cannot write a carriage return or NUL; pass it in \`params\`.`,
    )
  }
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(quote, `\\${quote}`)
}
