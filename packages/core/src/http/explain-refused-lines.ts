import { decodeText } from '@fluxline/internal/decode-text'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import { namedLines } from '@fluxline/internal/named-lines'
import { isHttpError, PartialWriteError } from '../errors.ts'

/**
 * Returns the error of a write with the lines that the server refused, if it names them by their numbers, as InfluxDB 3
 * does, or if there is only one line, which the server does not name after a conflict. Any other error stays as it is.
 */
export function explainRefusedLines(error: unknown, body: Uint8Array): unknown {
  if (!isHttpError(error)) return error
  const list = error.serverDetails?.['data']
  const isUnnamed = error instanceof PartialWriteError && error.rejected.length === 0
  if (!isUnnamed && !Array.isArray(list)) return error
  const lines = linesIn(body)
  if (!Array.isArray(list)) {
    const [line = '', next] = lines
    const reason = (error.serverMessage ?? '').replace(/^.*?partial write: /, '').replace(/ dropped=\d+.*$/, '')
    return next === undefined ? Object.assign(error, { rejected: [{ line, reason }] }) : error
  }
  const reasons = namedLines(lines, list) ?? new Map<number, string>()
  const rejected = [...reasons].map(([index, reason]) => ({ line: lines[index]!, reason }))
  const [first] = rejected
  const more = rejected.length > 1 ? `, and ${rejected.length - 1} more` : ''
  const shown = first ? `: ${first.reason} (${JSON.stringify(first.line.slice(0, 80))}${more})` : ''
  const { name: _n, code: _c, ...response } = Object.assign({}, error)
  return new PartialWriteError(
    error.message + shown,
    { ...response, body: error.body, headers: error.headers },
    { rejected, dropped: list.length },
  )
}

function linesIn(body: Uint8Array): string[] {
  const scanner = new LineScanner(body)
  const lines: string[] = []
  while (scanner.nextLine()) lines.push(decodeText(body.subarray(scanner.start, scanner.end)))
  return lines
}
