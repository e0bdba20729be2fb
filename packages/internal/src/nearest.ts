/**
 * Returns the word that is nearest to this one, whatever their case.
 *
 * It is at most `maxEdits` edits away, and less than its length; otherwise `undefined`. Of several it is the first.
 */
export function nearestOf(word: string, words: readonly string[], maxEdits: number = 3): string | undefined {
  for (let edits = 0; edits <= maxEdits; edits++) {
    for (const known of words) {
      if (edits < known.length && isWithin(word.toLowerCase(), known.toLowerCase(), edits)) return known
    }
  }
  return undefined
}

/**
 * Whether at most `edits` changes turn one word into the other: inserting, deleting or replacing a character.
 *
 * Trying them all is less code than a table of distances, and fast enough for three.
 * @see V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals"
 */
function isWithin(a: string, b: string, edits: number): boolean {
  const [shorterA, shorterB] = [a.slice(1), b.slice(1)]
  if (a === b) return true
  if (a[0] === b[0]) return isWithin(shorterA, shorterB, edits)
  return (
    edits > 0 &&
    (isWithin(shorterA, b, edits - 1) || isWithin(a, shorterB, edits - 1) || isWithin(shorterA, shorterB, edits - 1))
  )
}
