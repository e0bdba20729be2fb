/** The word that is at most three edits away, and less than its length; `undefined` where there is none. */
export function nearestOf(word: string, words: readonly string[]): string | undefined {
  const ranked = words.map((known) => ({ known, edits: editsBetween(word.toLowerCase(), known) }))
  const [nearest] = ranked.toSorted((a, b) => a.edits - b.edits)
  return nearest && nearest.edits <= 3 && nearest.edits < nearest.known.length ? nearest.known : undefined
}

/** @see V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      line.push(Math.min(change, above[column]! + 1, line[column - 1]! + 1))
    }
    above = line
  }
  return above[b.length]!
}
