import { LineScanner } from '@fluxline/internal/line-boundaries'
import { namedLines } from '@fluxline/internal/named-lines'
import { isHttpError, PartialWriteError } from '../errors.ts'

/**
 * Returns the error of a write to InfluxDB 3 with the lines that it refused, if it names them; the others are stored. Any
 * other error stays as it is.
 */
export function explainRefusedLines(error: unknown, body: Uint8Array): unknown {
  const list = isHttpError(error) ? error.serverDetails?.['data'] : undefined
  if (!isHttpError(error) || !Array.isArray(list)) return error
  const scanner = new LineScanner(body)
  const decoder = new TextDecoder()
  const lines: string[] = []
  while (scanner.nextLine()) lines.push(decoder.decode(body.subarray(scanner.start, scanner.end)))
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
