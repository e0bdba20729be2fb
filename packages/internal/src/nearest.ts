/**
 * Returns the word that is nearest to this one, whatever their case.
 *
 * It is at most three edits away, and less than its length; otherwise `undefined`.
 */
export function nearestOf(word: string, words: readonly string[]): string | undefined {
  let nearest: string | undefined
  let fewest = 4
  for (const known of words) {
    const edits = editsBetween(word.toLowerCase(), known.toLowerCase())
    if (edits < fewest && edits < known.length) {
      nearest = known
      fewest = edits
    }
  }
  return nearest
}

/** @see V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" */
function editsBetween(a: string, b: string): number {
  // Words whose lengths differ by more than that are too far apart, however long they are.
  if (Math.abs(a.length - b.length) > 3) return 4
  const row = Array.from(b, (_, column) => column + 1)
  for (let line = 0; line < a.length; line++) {
    let diagonal = line
    let left = line + 1
    for (let column = 0; column < b.length; column++) {
      const above = row[column]!
      left = Math.min(diagonal + (a[line] === b[column] ? 0 : 1), above + 1, left + 1)
      diagonal = above
      row[column] = left
    }
  }
  return row.at(-1) ?? a.length
}
