/** Formats rows of text as a table with a heading. Columns of numbers are aligned to the right. */
export function tableText(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const areNumbers = heading.map((_, column) => rows.every((row) => /^[\d ]+$/.test(row[column]!)))
  const widths = heading.map((label, column) => Math.max(label.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => (areNumbers[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('   ')}`.trimEnd()
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** Formats the time of day: `08:30`. */
export function timeOfDay(time: Date): string {
  return time.toISOString().slice(11, 16)
}
