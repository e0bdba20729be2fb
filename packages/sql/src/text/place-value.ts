import { escapeQuoted, quoteName, quoteString } from './quote.ts'
import type { Scanner } from './scanner.ts'
import type { ValueNode } from './sql-expression.ts'

/** Why a value cannot be put in a place. */
export interface Refusal {
  readonly problem: string
}

/** What stands around a value. */
export interface Place {
  /** Follows the text up to the value. */
  readonly scanner: Scanner
  readonly before: string
  readonly after: string
  /** Begins the message of an error. */
  readonly location: string
}

/** Tokens that a name follows, where text would be a constant or an error. */
const BEFORE_NAME = /^(?:BY|FROM|JOIN|TABLE|\.)$/

/** Returns a value as it is written in its place. */
export function textInPlace(node: ValueNode, place: Place): string | Refusal {
  const { scanner, location } = place
  switch (scanner.mode) {
    case 'code':
      return inCode(node, place)
    case 'string':
    case 'name': {
      if (scanner.hasPrefix) return { problem: 'is in quotes after a prefix, which has other escapes; omit the prefix' }
      const text = plainText(node)
      if (text === undefined) return { problem: 'is inside quotes, but has no text; pass text' }
      const quote = scanner.mode === 'string' ? "'" : '"'
      // What ends the part before could be the first half of a doubled quote.
      if (place.before.endsWith(quote) && isEvenRun(place.before, quote)) {
        return { problem: 'is after a doubled quote; put a blank between them' }
      }
      return escapeQuoted(text, quote, location)
    }
    case 'dollar quotes':
      return { problem: 'is inside dollar quotes; use single quotes' }
    default:
      return { problem: 'is inside a comment; move it out of the comment' }
  }
}

function isEvenRun(text: string, quote: string): boolean {
  let length = 0
  while (text.at(-1 - length) === quote) length++
  return length % 2 === 0
}

function inCode(node: ValueNode, place: Place): string | Refusal {
  const { scanner, before, after } = place
  if (scanner.isNested)
    return { problem: 'is after a comment inside a comment, which servers read in two ways; omit it' }
  if (/[\p{L}\p{N}_$]$/u.test(before) || (/[\p{N}]\.$/u.test(before) && scanner.token === '')) {
    return { problem: 'is part of a name or a number; put blanks around it' }
  }
  if (/^[\p{L}\p{N}_$]/u.test(after) || /^['"`]/.test(after)) {
    return { problem: 'is part of a name or a number; put blanks around it' }
  }
  if (/['"`@:]$/.test(before))
    return { problem: 'is right after quotes or an operator of names; put a blank between them' }
  const text = literal(node, place)
  // Two signs would begin a comment.
  return typeof text === 'string' && text.startsWith('-') && before.endsWith('-') ? ` ${text}` : text
}

function literal(node: ValueNode, place: Place): string | Refusal {
  const { scanner, location } = place
  const isName = BEFORE_NAME.test(scanner.token) || (scanner.token === ',' && /^(?:BY|FROM)$/.test(scanner.clause))
  switch (node.type) {
    case 'string':
      return isName ? quoteName(node.text, location) : quoteString(node.text, location)
    case 'name':
      return quoteName(node.text, location)
    case 'time':
      return `TIMESTAMP ${quoteString(node.text, location)}`
    case 'interval':
      return `INTERVAL ${quoteString(node.text, location)}`
    case 'list': {
      if (node.nodes.length === 0)
        return { problem: 'is an empty list, which SQL does not have; test for it before the query' }
      const items: string[] = []
      for (const item of node.nodes) {
        const text = literal(item, place)
        if (typeof text !== 'string') return text
        items.push(text)
      }
      const list = items.join(', ')
      // In parentheses already, or a list of names.
      return scanner.token === '(' || scanner.token === ',' || isName ? list : `(${list})`
    }
    default:
      return node.text
  }
}

/** Returns what a value is between quotes. */
function plainText(node: ValueNode): string | undefined {
  return node.type === 'list' || node.type === 'code' || node.type === 'null' ? undefined : node.text
}
