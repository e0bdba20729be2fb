import type { HttpErrorResponse, RefusedLines, RejectedLine } from '../errors.ts'

/**
 * Reads the refused lines of a write from the server's message; `undefined` if the message is about something else.
 *
 * InfluxDB 2.x returns 400 with `unable to parse '<line>': <reason>` for each line that it cannot read, and stores
 * nothing. It returns 422 with `partial write: <reason> dropped=<n>` if points conflict with stored data, and stores the
 * others.
 * @see InfluxDB v2 API, "Write data", responses 400 and 422
 */
export function refusedLines({ path, serverMessage = '' }: HttpErrorResponse): RefusedLines | undefined {
  if (!path.endsWith('/write')) return undefined
  const dropped = Number(/\bdropped=(\d+)/.exec(serverMessage)?.[1] ?? 0)
  // A quote that never closes includes what follows, so a line may have line breaks and quotes. Reasons have none.
  const named = serverMessage.matchAll(/unable to parse '([^]*?)': ([^'\n]*?)(?: dropped=\d+.*)?$/gm)
  const rejected = Array.from(named, ([, line = '', reason = '']): RejectedLine => ({ line, reason }))
  return rejected.length > 0 || serverMessage.includes('partial write') ? { rejected, dropped } : undefined
}
