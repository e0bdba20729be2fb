import { HttpFailure, json } from '../http/http-failure.ts'
import { linesOf, parseLine } from '../http/write.ts'
import type { Databases } from './databases.ts'

const precisions: Readonly<Record<string, 'ns' | 'us' | 'ms' | 's'>> = {
  nanosecond: 'ns',
  microsecond: 'us',
  millisecond: 'ms',
  second: 's',
}

/**
 * Stores the lines of a write. By its own path, InfluxDB 3 stores the good lines and names the others; by the path of 2.x, and
 * with `accept_partial=false`, one bad line refuses all.
 *
 * @throws HttpFailure if the request is wrong
 */
export function storeGoodLines(
  databases: Databases,
  isV2: boolean,
  query: URLSearchParams,
  body: Uint8Array,
): Response {
  const name = query.get(isV2 ? 'bucket' : 'db')
  if (!name)
    return new Response(isV2 ? 'no org/bucket destination provided' : "missing query parameter 'db'", { status: 400 })
  const asked = query.get('precision') || (isV2 ? 'ns' : 'auto')
  const precision = isV2 ? asked : precisions[asked]
  if (!precision || !Object.values(precisions).includes(precision as 'ns')) {
    throw new HttpFailure(
      400,
      'invalid',
      `The test double does not know the precision ${asked}; pass nanosecond to second.`,
    )
  }
  const isPartial = !isV2 && query.get('accept_partial') !== 'false'
  const database = databases.database(name, true)
  const refused: object[] = []
  const good = linesOf(body).flatMap((line, index) => {
    try {
      const point = parseLine(line, precision as 'ns')
      const conflict = database.conflictOf(point)
      if (conflict === undefined) return [{ line, point }]
      refused.push(refusal(line, index, conflict))
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error
      refused.push(refusal(line, index, error.message))
    }
    return []
  })
  if (refused.length === 0 || isPartial) {
    for (const { point } of good) database.add(point, databases.now())
    databases.keep(
      name,
      good.map(({ line }) => line),
    )
  }
  if (refused.length === 0) return new Response(null, { status: 204 })
  if (isV2) return json({ code: 'invalid', message: 'write buffer error: parsing for line protocol failed' }, 400)
  if (isPartial) return json({ error: 'partial write of line protocol occurred', data: refused }, 400)
  return json({ error: 'parsing failed for write_lp endpoint', data: refused[0] }, 400)
}

/** The server repeats no more than the beginning of a line. */
function refusal(line: string, index: number, message: string): object {
  return { original_line: Array.from(line).slice(0, 20).join(''), line_number: index + 1, error_message: message }
}
