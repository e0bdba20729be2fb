import { LineScanner } from '@fluxline/internal/line-boundaries'
import type { RequestSpec } from '../client/client.ts'
import { isWhole } from '../http/read-body.ts'

/** Whether a request can be sent again although the server may have carried it out: it would do nothing more. */
export function isRepeatable(spec: RequestSpec): boolean {
  const { method, idempotent, body } = spec
  // Not DELETE: if the first one arrived, the second would fail with 404.
  return isWhole(body) && (idempotent ?? (reads(spec) || method === 'PUT' || writesTimedLines(spec)))
}

/** Whether a request reads, by its method. */
export function reads({ method }: RequestSpec): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Whether a request writes lines that all have times. The server would give the others another time. */
function writesTimedLines({ path, body }: RequestSpec): boolean {
  if (!/\/write(_lp)?$/.test(path) || !body || !isWhole(body)) return false
  const lines = new LineScanner(typeof body === 'string' ? new TextEncoder().encode(body) : body)
  let areTimed = true
  while (areTimed && lines.nextLine()) areTimed = lines.hasTime && !lines.isOpen
  return areTimed
}
