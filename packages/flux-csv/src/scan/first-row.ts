/** How the first rows of InfluxDB's responses begin. */
const FIRST_ROWS = ['#datatype', '#group', '#default', 'error,reference', '\r']

/** Whether the first row of a response of InfluxDB may go on like this. */
export function isStartOfFirstRow(cells: readonly string[]): boolean {
  const text = cells.join(',')
  return FIRST_ROWS.some((start) => start.startsWith(text))
}
