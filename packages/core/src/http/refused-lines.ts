import type { RefusedLines, RejectedLine } from '../errors.ts'

// Reads a message in linear time: no part of it is read again for each beginning.
const BEGINNING_OR_END = /unable to parse '|': ([^'\n]*?)(?: dropped=\d+.*)?$/gm

/**
 * Reads the refused lines of a write from the server's message; `undefined` if the message is about something else.
 *
 * InfluxDB 2.x returns 400 with `unable to parse '<line>': <reason>` for each line that it cannot read, and stores
 * nothing. It returns 422 with `partial write: <reason> dropped=<n>` if points conflict with stored data, and stores the
 * others. Lines are as they were written; reasons are the server's.
 * @see InfluxDB v2 API, "Write data", responses 400 and 422
 */
export function refusedLines(
  path: string,
  serverMessage: string = '',
  redact: (text: string) => string,
): RefusedLines | undefined {
  if (!path.endsWith('/write')) return undefined
  const dropped = Number(/\bdropped=(\d+)/.exec(serverMessage)?.[1] ?? 0)
  const rejected: RejectedLine[] = []
  // A quote that never closes includes what follows, so a line may have line breaks and quotes. Reasons have none.
  let start = 0
  for (const { 0: text, 1: reason, index } of serverMessage.matchAll(BEGINNING_OR_END)) {
    if (reason === undefined) start ||= index + text.length
    else if (start) {
      rejected.push({ line: serverMessage.slice(start, index), reason: redact(reason) })
      start = 0
    }
  }
  return rejected.length > 0 || serverMessage.includes('partial write') ? { rejected, dropped } : undefined
}
