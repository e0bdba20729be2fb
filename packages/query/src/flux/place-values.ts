import { fluxString } from '@fluxline/internal/flux-string'
import { QueryError } from '../errors.ts'
import { showCaret } from './error-carets.ts'
import type { FluxTemplate } from './flux-expression.ts'
import { printNode, textOfNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import { literalPattern } from '@fluxline/internal/regexp-text'
import { firstBlended, placesBetween } from './template-places.ts'
import type { Place, Placed } from './template-places.ts'

/** Why a value cannot be put into a template. */
interface Refusal {
  readonly problem: string
}

const BLENDED: Refusal = {
  problem:
    'would be read together with the text around it; put blanks around it, and close each string, comment and ' +
    'regular expression',
}

/**
 * Returns the text of a template, in which each value is a value and nothing else.
 *
 * @throws QueryError, with the location, on a value that cannot be put into its place
 */
export function placeValues(template: FluxTemplate): string {
  const { parts, values } = template
  const places = placesBetween(parts)
  const placed: Placed[] = []
  let script = ''
  for (const [index, part] of parts.entries()) {
    const place = places[index]
    // The server would read the dollar sign and the first character of the value as a pair.
    script += place?.kind === 'string' && place.isAfterDollar ? `${part.slice(0, -1)}\\x24` : part
    if (!place) break
    const text = textAt(place, values[index]!, parts[index + 1]!)
    if (typeof text !== 'string') throw refusal(template, index, text)
    placed.push({ kind: place.kind, start: script.length, end: script.length + text.length })
    script += text
  }
  // A value in code is read right only if nothing before it changed the meaning of what is around it.
  const blended = firstBlended(script, placed)
  if (blended !== -1) throw refusal(template, blended, BLENDED)
  return script
}

/** Returns a value as it is written in a place; `after` is the text behind it. */
function textAt(place: Place, node: FluxNode, after: string): string | Refusal {
  if (place.kind === 'none') return place
  if (place.kind === 'code') return printNode(node)
  const text = textOfNode(node)
  if (text === undefined) {
    const what = place.kind === 'string' ? 'a string' : 'a regular expression'
    return { problem: `is inside ${what}, but has no text; pass text, or one of its elements` }
  }
  if (place.kind === 'string') return fluxString(text).slice(1, -1)
  if (place.isInClass) {
    return text === ''
      ? { problem: 'is empty text inside a class of characters; pass a character' }
      : literalPattern(text, 'Flux')
  }
  // What follows may repeat all of it, and two slashes with nothing between them would be a comment.
  const isGroup = text === '' || /^[*+?{]/.test(after)
  return isGroup ? `(?:${literalPattern(text, 'Flux')})` : literalPattern(text, 'Flux')
}

function refusal({ parts }: FluxTemplate, index: number, { problem }: Refusal): QueryError {
  const before = parts.slice(0, index + 1).join('${…}')
  const line = before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')
  const caret = showCaret(parts.join('${…}'), line, column)
  return new QueryError(`Value ${index + 1} of the template ${problem}.${caret}`)
}
