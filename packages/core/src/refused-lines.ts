import type { HttpErrorResponse, RefusedLines, RejectedLine } from './errors.ts'

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
  const rejected: RejectedLine[] = []
  // A line whose quote never closes swallows what follows, so the quoted text may hold line breaks and quotes.
  const named = /unable to parse '([^]*?)': (.*?)(?=\nunable to parse '|\n?$(?![^]))/g
  for (const [, line = '', reason = ''] of serverMessage.matchAll(named)) rejected.push({ line, reason })
  return rejected.length > 0 || /partial write/.test(serverMessage) ? { rejected, dropped } : undefined
}
