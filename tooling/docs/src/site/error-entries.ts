import { outsideCode } from './markdown.ts'

/** A table whose rows begin with the code of an error. */
const TABLE = /^(\|.*\|)\n\|[-:| ]+\|\n((?:\| *`FLUXLINE_\w+`.*\|\n?)+)/gm

/**
 * Makes a part of each row of a table of errors: it reads well on a phone, the search leads to it, and the code is its
 * anchor.
 */
export function errorEntries(markdown: string): string {
  return outsideCode(markdown, (text) =>
    text.replaceAll(TABLE, (_, head: string, rows: string) => {
      const [, ...labels] = cellsOf(head)
      return `${rows
        .trimEnd()
        .split('\n')
        .map((row) => entryOf(labels, cellsOf(row)))
        .join('\n\n')}\n`
    }),
  )
}

function entryOf(labels: readonly string[], [code, ...cells]: readonly string[]): string {
  const name = code!.replaceAll('`', '')
  const parts = cells.map((cell, index) => `**${sentence(labels[index]!)}:** ${cell}`)
  return `<h3 id="${name}"><code>${name}</code></h3>\n\n${parts.join('\n\n')}`
}

function cellsOf(row: string): readonly string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
