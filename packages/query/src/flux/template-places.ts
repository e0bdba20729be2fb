import { FluxScanner } from '@fluxline/internal/flux-lexer'

/** What a value of a template is part of. */
export type Place =
  | { readonly kind: 'code' }
  | {
      readonly kind: 'string'
      /** Whether an unescaped dollar sign comes before it, which InfluxDB reads as a pair with what follows. */
      readonly isAfterDollar: boolean
    }
  | { readonly kind: 'regexp'; readonly isInClass: boolean }
  /** No value can be put there. */
  | { readonly kind: 'none'; readonly problem: string }

/** A value in the script that a template became. */
export interface Placed {
  readonly kind: Place['kind']
  readonly start: number
  readonly end: number
}

const IN_ESCAPE = 'is in the middle of an escape sequence or a group; put a whole one into the template, or none'
const places = {
  code: { kind: 'code' },
  string: { kind: 'string', isAfterDollar: false },
  dollar: { kind: 'string', isAfterDollar: true },
  regexp: { kind: 'regexp', isInClass: false },
  regexpClass: { kind: 'regexp', isInClass: true },
  escape: { kind: 'none', problem: IN_ESCAPE },
  comment: { kind: 'none', problem: 'is inside a comment; move it out of the comment' },
  name: {
    kind: 'none',
    problem:
      'is part of a name or a number; put a whole value there, such as r[${tag}] for a member of r, ' +
      'or fluxDuration for a duration',
  },
} as const satisfies Record<string, Place>

/** Returns the places between the parts of a template, in linear time. */
export function placesBetween(parts: readonly string[]): Place[] {
  // A letter stands in for each value: it is a value in code, and nothing special elsewhere.
  const script = parts.join('_')
  const scanner = new FluxScanner(script)
  const found: Place[] = []
  let at = -1
  let pending: number[] = []
  const finishPiece = (): void => {
    for (const place of placesIn(scanner, script, pending)) found.push(place)
    pending = []
  }
  for (const part of parts.slice(0, -1)) {
    at += part.length + 1
    while (scanner.end <= at) {
      finishPiece()
      scanner.nextPiece()
    }
    pending.push(at)
  }
  finishPiece()
  return found
}

/** Returns the places in one piece of a script. */
function placesIn({ kind, start, end }: FluxScanner, script: string, positions: readonly number[]): Place[] {
  if (positions.length === 0) return []
  if (kind === 'comment') return positions.map(() => places.comment)
  if (kind === 'string') return stringPlaces(script.slice(start + 1, end), offsets(positions, start + 1))
  if (kind === 'regexp') return regexpPlaces(script.slice(start + 1, end), offsets(positions, start + 1))
  const isWhole = end === start + 1 && !/[\d.@]/.test(script[start - 1] ?? '')
  return positions.map(() => (isWhole ? places.code : places.name))
}

function offsets(positions: readonly number[], start: number): number[] {
  return positions.map((position) => position - start)
}

function stringPlaces(text: string, positions: readonly number[]): Place[] {
  // InfluxDB looks for the end of a string first: a dollar sign and what follows are a pair, be it a backslash. Then it
  // reads the escapes: a backslash and what follows.
  const pairs = partsBefore(text, positions, /\\x[\da-f]{0,2}|\\\$\{?|\\[^]?|\$[^{"]?/gi)
  const escapes = partsBefore(text, positions, /\\x[\da-f]{0,2}|\\\$\{?|\\[^]?/gi)
  return pairs.map((pair, index) => {
    if (escapes[index] !== undefined) return places.escape
    return pair === undefined ? places.string : pair.startsWith('$') ? places.dollar : places.escape
  })
}

/** Returns for each place the part of the text, found by a pattern, that reaches into it. */
function partsBefore(text: string, positions: readonly number[], pattern: RegExp): (string | undefined)[] {
  let found = pattern.exec(text)
  return positions.map((at) => {
    while (found && endsBefore(found, at)) found = pattern.exec(text)
    return found && found.index < at ? found[0] : undefined
  })
}

function regexpPlaces(text: string, positions: readonly number[]): Place[] {
  // An escape, the start of a special group, and what starts or ends a class; a class starts with any bracket.
  const outside = /\\x[\da-f]{0,2}|\\p(?:\{[^}]*\}?)?|\\[^]?|\(\?(?:P?<[^>]*>?|[a-z-]*[:)]?)|\[\^?\]?/gi
  const inside = /\\x[\da-f]{0,2}|\\p(?:\{[^}]*\}?)?|\\[^]?|\[:\^?[a-z]*:\]|\]/gi
  let isInClass = false
  let special = outside
  let found = special.exec(text)
  const skip = (): void => {
    const end = special.lastIndex
    if (found![0] === ']' || (!isInClass && found![0].startsWith('['))) isInClass = !isInClass
    special = isInClass ? inside : outside
    special.lastIndex = end
    found = special.exec(text)
  }
  return positions.map((at) => {
    while (found && endsBefore(found, at)) skip()
    if (found && found.index < at) return places.escape
    return isInClass ? places.regexpClass : places.regexp
  })
}

/** Whether a special part ends before a place, and needs nothing that could come from there. */
function endsBefore({ 0: text, index }: RegExpExecArray, at: number): boolean {
  const end = index + text.length
  return end < at || (end === at && !/^(?:\\(?:x[\da-f]?|\$|p|p\{[^}]*)?|\(\?(?:P?<[^>]*|[a-z-]*))$/i.test(text))
}

/**
 * Returns the index of the first value that InfluxDB would read together with the text around it: the value, or one
 * before it, changed what that text means. Returns -1 if all are read alone.
 */
export function firstBlended(script: string, values: readonly Placed[]): number {
  const scanner = new FluxScanner(script)
  /** Returns the start of the piece of this kind around a place; -1 between pieces, NaN inside a piece of another kind. */
  const pieceAround = (at: number, kind: Place['kind']): number => {
    while (scanner.end <= at && scanner.nextPiece());
    const isInside = scanner.start < at && (at < scanner.end || (at === scanner.end && scanner.isUnterminated))
    if (!isInside) return -1
    return scanner.kind === kind ? scanner.start : Number.NaN
  }
  return values.findIndex(({ kind, start, end }) => {
    const piece = pieceAround(start, kind)
    // After a value, the slashes of a regular expression would divide.
    const isDivision = kind === 'code' && script[start] === '/' && scanner.kind !== 'regexp'
    if (isDivision) return true
    // NaN is not equal to itself.
    return pieceAround(end, kind) !== piece || (kind === 'code') !== (piece === -1)
  })
}
