import { literalPattern, regexpSource } from '@fluxline/internal/regexp-text'
import { escapeQuoted, quoteName, quoteString } from './quote.ts'
import type { Scanner } from './scanner.ts'
import type { ValueNode } from './influxql-expression.ts'

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

/** Keywords that a name follows, where a string would be an error of the server. */
const BEFORE_NAME = /^(?:BY|DATABASE|FOR|FROM|INTO|MEASUREMENT|ON|POLICY|SELECT|TO|USER|\.)$/
/** A unit that makes a number a duration. */
const UNIT = /^(?:ns|ms|[uµsmhdw])(?![A-Za-z0-9_])/
/** Matches no text at all. */
const NOTHING = String.raw`/[^\x00-\x{10FFFF}]/`

/** Returns a value as it is written in its place. */
export function textInPlace(node: ValueNode, place: Place): string | Refusal {
  const { scanner, location } = place
  if (scanner.isEscaped) return { problem: 'is after a backslash; write two, or none' }
  switch (scanner.mode) {
    case 'code':
      return inCode(node, place)
    case 'string':
    case 'name': {
      const text = plainText(node)
      if (text === undefined) return { problem: `is inside quotes, but has no text; pass text` }
      return escapeQuoted(text, scanner.mode === 'string' ? "'" : '"', location)
    }
    case 'regex':
      return inRegex(node, place)
    default:
      return { problem: 'is inside a comment; move it out of the comment' }
  }
}

function inCode(node: ValueNode, place: Place): string | Refusal {
  const { scanner, before, after } = place
  const unit = UNIT.test(after) && node.type === 'number' && /^\d+$/.test(node.text)
  if (/[\w$]$|\d\.$/.test(before) || (/^[\w$]/.test(after) && !unit)) {
    return { problem: 'is part of a name or a number; put the whole of it into the value or into quotes' }
  }
  const isMatch = scanner.token === '=~' || scanner.token === '!~'
  if (isMatch && node.type !== 'regex' && node.type !== 'code') return alternation(node)
  if (node.type !== 'list') return codeText(node, place)
  const texts: string[] = []
  for (const item of node.nodes) {
    const text = codeText(item, place)
    if (typeof text !== 'string') return text
    texts.push(text)
  }
  return texts.length > 0 ? texts.join(', ') : { problem: 'is an empty list; leave out what it is for' }
}

function codeText(node: ValueNode, { scanner, before, location }: Place): string | Refusal {
  switch (node.type) {
    case 'string':
      return takesName(scanner) ? quoteName(node.text, location) : quoteString(node.text, location)
    case 'time':
      return quoteString(node.text, location)
    case 'name':
      return quoteName(node.text, location)
    case 'regex':
      return `/${regexpSource(node.text, 'InfluxQL')}/`
    case 'list':
      return { problem: 'is a list in a list; pass one list' }
    default:
      // Two minus signs would begin a comment.
      return node.text.startsWith('-') && before.endsWith('-') ? ` ${node.text}` : node.text
  }
}

/** Whether a text here is the name of something: InfluxQL has no strings in such places. */
function takesName({ token, clause }: Scanner): boolean {
  if (BEFORE_NAME.test(token)) return true
  if (token === ',') return clause === 'FROM' || clause === 'BY' || clause === 'SELECT' || clause === 'KEY'
  return clause === 'KEY' && /^(?:=|!=|\()$/.test(token)
}

/** Returns a regular expression that matches one of some texts, as a whole. */
function alternation(node: ValueNode): string | Refusal {
  if (node.type !== 'list') return { problem: 'is after =~ or !~; pass a RegExp or a list, or write /^${…}$/' }
  if (node.nodes.length === 0) return NOTHING
  const texts = node.nodes.map(plainText)
  if (texts.some((text) => text === undefined)) return { problem: 'has an element without a text; pass texts' }
  return `/^(?:${texts.map((text) => literalPattern(text!, 'InfluxQL')).join('|')})$/`
}

function inRegex(node: ValueNode, { scanner, after }: Place): string | Refusal {
  const text = plainText(node)
  if (text === undefined) return { problem: 'is inside a regular expression, but has no text; pass text' }
  if (scanner.isInClass) {
    return text === ''
      ? { problem: 'is empty text in a class of characters; pass a character' }
      : literalPattern(text, 'InfluxQL')
  }
  // What follows may repeat all of it.
  return text === '' || /^[*+?{]/.test(after)
    ? `(?:${literalPattern(text, 'InfluxQL')})`
    : literalPattern(text, 'InfluxQL')
}

/** Returns what a value is between quotes. */
function plainText(node: ValueNode): string | undefined {
  return node.type === 'list' || node.type === 'regex' || node.type === 'code' ? undefined : node.text
}
