import type { HttpErrorResponse, RefusedLines, RejectedLine } from '../errors.ts'

/**
 * Reads which lines of a write the server refused, out of its words; `undefined` where it speaks of something else.
 *
 * InfluxDB 2.x answers 400 with `unable to parse '<line>': <reason>` for each line that it cannot read, and stores
 * nothing; it answers 422 with `partial write: <reason> dropped=<n>` where points conflict with what is stored, and
 * stores the others.
 * @see InfluxDB v2 API, "Write data", responses 400 and 422
 */
export function refusedLines({ path, serverMessage = '' }: HttpErrorResponse): RefusedLines | undefined {
  if (!path.endsWith('/write')) return undefined
  const dropped = Number(/\bdropped=(\d+)/.exec(serverMessage)?.[1] ?? 0)
  // A line whose quote never closes swallows what follows, so a line may hold line breaks and quotes; no reason does.
  const named = serverMessage.matchAll(/unable to parse '([^]*?)': ([^'\n]*?)(?: dropped=\d+.*)?$/gm)
  const rejected = Array.from(named, ([, line = '', reason = '']): RejectedLine => ({ line, reason }))
  return rejected.length > 0 || serverMessage.includes('partial write') ? { rejected, dropped } : undefined
}
